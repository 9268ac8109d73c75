package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.etcd.io/etcd/client/pkg/v3/fileutil"
	"go.etcd.io/etcd/pkg/v3/ioutil"
)

const (
	lockFile = "lock"
	// peersFile records the members' peer addresses, one a line. They are part
	// of the membership in the raft log, so members must come back on them.
	peersFile = "peers"
)

// directory holds the members' data. A kept one is locked: two etcds in one
// directory would destroy the data, or wait for each other for ever.
type directory struct {
	path string
	lock *fileutil.LockedFile // nil when the directory is temporary
}

func openDirectory(path string) (*directory, error) {
	if path == "" {
		path, err := os.MkdirTemp("", "etcd2sh-sandbox-")
		return &directory{path: path}, err
	}
	if err := os.MkdirAll(path, fileutil.PrivateDirMode); err != nil {
		return nil, err
	}
	lock, err := fileutil.TryLockFile(filepath.Join(path, lockFile), os.O_RDWR|os.O_CREATE, fileutil.PrivateFileMode)
	if errors.Is(err, fileutil.ErrLocked) {
		return nil, fmt.Errorf("data directory %s is in use by another sandbox", path)
	}
	if err != nil {
		return nil, fmt.Errorf("lock data directory %s: %w", path, err)
	}
	return &directory{path: path, lock: lock}, nil
}

func (d *directory) temporary() bool { return d.lock == nil }

// peers returns the recorded peer addresses, nil when the directory is new.
func (d *directory) peers() ([]string, error) {
	text, err := os.ReadFile(filepath.Join(d.path, peersFile))
	if err == nil {
		peers := strings.Fields(string(text))
		if len(peers) == 0 {
			return nil, fmt.Errorf("data directory %s: the file %s is empty", d.path, peersFile)
		}
		return peers, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.Name() != lockFile {
			return nil, fmt.Errorf("data directory %s holds something else: %s", d.path, e.Name())
		}
	}
	return nil, nil
}

// assign gives a new cluster its peer addresses and records them. What members
// wrote under earlier ones is removed, since it names those.
func (d *directory) assign(members int) ([]string, error) {
	peers, err := FreeAddrs(loopback, members)
	if err != nil {
		return nil, err
	}
	for i := range peers {
		if err := os.RemoveAll(d.member(i)); err != nil {
			return nil, err
		}
	}
	text := strings.Join(peers, "\n") + "\n"
	return peers, ioutil.WriteAndSyncFile(filepath.Join(d.path, peersFile), []byte(text), fileutil.PrivateFileMode)
}

// member returns the directory of member i.
func (d *directory) member(i int) string { return filepath.Join(d.path, memberName(i)) }

// close gives the directory up, once all members are stopped.
func (d *directory) close() error {
	if d.temporary() {
		return os.RemoveAll(d.path)
	}
	return d.lock.Close()
}
