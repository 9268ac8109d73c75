package dump

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// WriteWhole writes lines to the file at path. Until all of them are on the
// disk it is what it was; then it has only them. A file that is there keeps its
// owner and its permissions, a new one is its user's alone.
func WriteWhole(path string, lines iter.Seq2[string, error]) error {
	before, err := os.Stat(path)
	switch {
	case err == nil && !before.Mode().IsRegular(), strings.HasPrefix(filepath.Clean(path), "/dev/"):
		return fmt.Errorf("%s is there and is no regular file", path)
	case err == nil && before.Mode()&0o200 == 0:
		return fmt.Errorf("%s is there and is read-only", path)
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays, and what it leads to is replaced
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
			err = failed.Err // of a path that nobody asked for
		}
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	err = writeLines(temp, lines)
	if err == nil && before != nil {
		err = permitAs(temp, before)
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

// permitAs gives a file to those who had the one before; to its user alone where
// it cannot be given to them.
func permitAs(f *os.File, before fs.FileInfo) error {
	mode := before.Mode().Perm()
	if old, ok := before.Sys().(*syscall.Stat_t); !ok || f.Chown(int(old.Uid), int(old.Gid)) != nil {
		mode &= 0o700
	}
	return f.Chmod(mode)
}

// writeLines writes lines and waits until they are on the disk.
func writeLines(f *os.File, lines iter.Seq2[string, error]) error {
	w := bufio.NewWriterSize(f, 64<<10)
	for line, err := range lines {
		if err != nil {
			return err
		}
		w.WriteString(line) // its error comes again from Flush
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Sync()
}
