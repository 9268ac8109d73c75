package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Write writes what write gives it to the file at path. Until all of it is on
// the disk the file is what it was; then it has only that. A file that is there
// keeps its owner and its permissions, a new one is its user's alone; a symbolic
// link stays, and what it leads to is replaced. What is no regular file is an
// error, and so is a file that is read-only.
func Write(path string, write func(io.Writer) error) error {
	before, err := os.Stat(path)
	switch {
	case err == nil && !before.Mode().IsRegular(), isDevice(path):
		return fmt.Errorf("%s is there and is no regular file", path)
	case err == nil && before.Mode()&0o200 == 0:
		return fmt.Errorf("%s is there and is read-only", path)
	}
	target, err := Target(path)
	if err != nil {
		return unwritable(path, err)
	}
	temp, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+"-*")
	if err != nil {
		return unwritable(path, err)
	}
	err = Replace(target, temp, func() error {
		if err := write(temp); err != nil || before == nil {
			return err
		}
		return permitAs(temp, before)
	})
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) && failed.Path == temp.Name() {
		return unwritable(path, err) // the temporary file is no name that anybody gave
	}
	return err
}

// unwritable says why a file cannot be written, whatever path the error is of.
func unwritable(path string, err error) error {
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		err = failed.Err
	}
	return fmt.Errorf("%s cannot be written: %w", path, err)
}

// isDevice reports whether a path is that of a device or of an open file. Files
// are below /dev, too: /dev/shm/x is one.
func isDevice(path string) bool {
	dir := filepath.Dir(filepath.Clean(path))
	return dir == "/dev" || dir == "/dev/fd" || strings.HasPrefix(dir, "/proc/")
}

// Target is the path that a symbolic link leads to, whether a file is there or
// not; any other path is its own. A link that the system does not follow is an
// error.
func Target(path string) (string, error) {
	if _, err := os.Stat(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	target, err := filepath.EvalSymlinks(path)
	for links := 0; errors.Is(err, fs.ErrNotExist) && links < 40; links++ {
		next, failed := os.Readlink(path)
		if failed != nil {
			return path, nil // it is no link
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
		target, err = filepath.EvalSymlinks(path)
	}
	return target, err
}

// Replace puts a temporary file in the place of the one at path, at once, when
// fill has filled it and it is on the disk. Should anything fail, the file at
// path stays as it was. The temporary file must be in the same directory; it is
// closed, and gone, in the end.
func Replace(path string, temp *os.File, fill func() error) error {
	err := fill()
	if err == nil {
		err = temp.Sync()
	}
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
