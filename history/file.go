package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"etcd2sh/repl/file"

	"github.com/gofrs/flock"
)

// A lock is held for well under a millisecond, save for a rewrite on a slow
// disk. Longer than lockWait a prompt should not hang on a stopped process.
const (
	lockWait = 2 * time.Second
	lockPoll = 2 * time.Millisecond
)

// prepare makes sure that path is a regular file that can be read and written
// by its owner alone. It gives the path without symbolic links: shells that
// come by different links then share one lock, and a rename keeps the links.
func prepare(path string) (string, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	if err := regular(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	if err := errors.Join(tighten(f), f.Close()); err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// regular refuses what would block a reader or has no end, such as a pipe.
func regular(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: not a regular file", path)
	}
	return nil
}

func tighten(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Mode().Perm()&^0o600 == 0 {
		return err
	}
	return f.Chmod(0o600)
}

// locked runs do while this process alone holds the lock of the file at path.
// It waits at most that long for it.
func locked(path string, wait time.Duration, do func() error) (err error) {
	lock := flock.New(path + ".lock")
	if err := acquire(lock, wait); errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("lock %s: another process has held it for %v: %w", lock.Path(), wait, err)
	} else if err != nil {
		return fmt.Errorf("lock %s: %w", lock.Path(), err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return do()
}

// acquire tries at least once, however short the wait.
func acquire(lock *flock.Flock, wait time.Duration) error {
	if got, err := lock.TryLock(); got || err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	_, err := lock.TryLockContext(ctx, lockPoll)
	return err
}

// appendLines adds lines to the end of the file at path under the lock.
func appendLines(path string, lines []byte, wait time.Duration) error {
	return locked(path, wait, func() error {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		return errors.Join(writeLines(f, lines), f.Close())
	})
}

// writeLines writes lines in one call, on lines of their own even when the last
// one was cut.
func writeLines(f *os.File, lines []byte) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if size > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, size-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			lines = append([]byte{'\n'}, lines...)
		}
	}
	if _, err := f.Write(lines); err != nil {
		// Half a line is no use. Should it stay, the next one still begins a
		// line of its own, so a second error would say nothing new.
		_ = f.Truncate(size)
		return err
	}
	return nil
}

// replace puts a file of these entries in the place of the one at path, all at
// once. The old file stays under the name old, unless that is empty.
func replace(path string, entries []Entry, old string) error {
	text, err := encodeAll(entries)
	if err != nil {
		return err
	}
	temp := path + ".tmp" // under the lock nobody else writes one; a crash may have left one
	if err := remove(temp); err != nil {
		return err
	}
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return file.Replace(path, f, func() error {
		if _, err := f.Write(text); err != nil || old == "" {
			return err
		}
		return errors.Join(remove(old), os.Link(path, old))
	})
}

// remove removes a file that need not be there.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
