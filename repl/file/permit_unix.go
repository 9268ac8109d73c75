//go:build unix

package file

import (
	"io/fs"
	"os"
	"syscall"
)

// permitAs gives a file to those who had the one before; to its user alone where
// it cannot be given to them.
func permitAs(f *os.File, before fs.FileInfo) error {
	mode := before.Mode().Perm()
	if old, ok := before.Sys().(*syscall.Stat_t); !ok || f.Chown(int(old.Uid), int(old.Gid)) != nil {
		mode &= 0o700
	}
	return f.Chmod(mode)
}
