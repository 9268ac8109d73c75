//go:build unix

package file

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOpenRefusesADirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Open(t.Context(), dir); err == nil || err.Error() != dir+" is a directory" {
		t.Errorf("got %v", err)
	}
}

func TestOpenWaitsForANamedPipe(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	w, err := os.OpenFile(path, os.O_WRONLY, 0) // the Open that was given up reads
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
}

// text writes a text.
func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// holds checks what is in a directory, as names with their texts.
func holds(t *testing.T, dir string, want string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Name()+"="+string(text))
	}
	if strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, link := filepath.Join(dir, "a"), filepath.Join(dir, "link")
	if err := Write(path, text("1")); err != nil {
		t.Fatal(err)
	}
	if at, err := os.Stat(path); err != nil || at.Mode().Perm() != 0o600 {
		t.Errorf("a new file: got %v, %v, want 0600", at.Mode(), err)
	}
	if err := errors.Join(os.Chmod(path, 0o640), os.Symlink("a", link), Write(link, text("2"))); err != nil {
		t.Fatal(err)
	}
	if at, err := os.Lstat(path); err != nil || at.Mode() != 0o640 {
		t.Errorf("a file that was there: got %v, %v, want 0640", at.Mode(), err)
	}
	if at, err := os.Lstat(link); err != nil || at.Mode()&os.ModeSymlink == 0 {
		t.Errorf("got %v, %v, want a link still", at, err)
	}
	holds(t, dir, "a=2 link=2")
}

func TestWriteFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := Write(path, text("1")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := Write(path, func(w io.Writer) error { return errors.Join(text("2")(w), broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		path:                      "is there and is read-only",
		dir:                       "is there and is no regular file",
		"/dev/null":               "is there and is no regular file",
		filepath.Join(dir, "b/c"): "cannot be written: no such file or directory",
	} {
		if err := Write(path, text("2")); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
	holds(t, dir, "a=1")
}

// TestWriteNamesTheFile: an error of the disk names the file that was asked for, not the
// temporary one.
func TestWriteNamesTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, link := filepath.Join(dir, "a"), filepath.Join(dir, "link")
	if err := os.Symlink("a", link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, link} {
		err := Write(path, func(w io.Writer) error {
			return errors.Join(w.(io.Closer).Close(), text("1")(w)) // fails as on a disk that is full
		})
		if err == nil || err.Error() != path+" cannot be written: file already closed" {
			t.Errorf("got %v, want an error that names %s", err, path)
		}
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	holds(t, dir, "")
}

// TestWriteThroughLinks writes where a link leads, and nothing where the system
// does not follow it.
func TestWriteThroughLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.Symlink("loop", at("loop")), os.Symlink("b", at("a")), os.Symlink(at("c"), at("b")), os.Symlink("no/c", at("d"))); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"loop": "too many levels of symbolic links", "loop/x": "too many levels of symbolic links", "d": "no such file or directory",
	} {
		if err := Write(at(path), text("1")); err == nil || !strings.HasSuffix(err.Error(), " cannot be written: "+want) {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
	for _, written := range []string{"1", "2"} {
		if err := Write(at("a"), text(written)); err != nil {
			t.Fatal(err)
		}
	}
	for name, link := range map[string]string{"loop": "loop", "a": "b", "b": at("c"), "d": "no/c"} {
		if got, err := os.Readlink(at(name)); got != link {
			t.Errorf("%s: got %q, %v, want a link to %s still", name, got, err, link)
		}
	}
	if got, err := os.ReadFile(at("c")); string(got) != "2" {
		t.Errorf("got %q, %v, want what was written through two links", got, err)
	}
}

// TestWriteBelowDev writes a file below /dev, and no device.
func TestWriteBelowDev(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("/dev/shm", "")
	if err != nil {
		t.Skipf("SKIPPED: there is no /dev/shm: %v", err)
	}
	defer os.RemoveAll(dir)
	if err := Write(filepath.Join(dir, "x"), text("1")); err != nil {
		t.Error(err)
	}
	holds(t, dir, "x=1")
	for _, path := range []string{"/dev/null", "/dev/none", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/shm/../null"} {
		if err := Write(path, text("1")); err == nil || !strings.HasSuffix(err.Error(), "is no regular file") {
			t.Errorf("%s: got %v", path, err)
		}
	}
}
