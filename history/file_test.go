//go:build unix

package history_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/history"
)

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func line(command string) string { return `{"command":"` + command + `"}` + "\n" }

func write(t testing.TB, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "etcd2sh")
	path := filepath.Join(dir, "history")
	for range 3 { // the last of them rewrites the file
		add(t, open(t, path, 1), "a", "b")
	}
	for name, want := range map[string]fs.FileMode{filepath.Dir(dir): 0o700, dir: 0o700, path: 0o600, path + ".lock": 0o600} {
		if got := mode(t, name); got != want {
			t.Errorf("%s has mode %o, want %o", name, got, want)
		}
	}
}

func TestWrongModeIsTightened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "history")
	before := mode(t, dir)
	write(t, path, line("a"), 0o644)
	expect(t, open(t, path, 0), "a")
	if got := mode(t, path); got != 0o600 {
		t.Errorf("the file has mode %o, want 600", got)
	}
	if got := mode(t, dir); got != before {
		t.Errorf("the directory, which is not ours, has mode %o, want %o", got, before)
	}
}

func TestSymbolicLinkIsKept(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"to a file", "to nothing yet"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			link, target := filepath.Join(dir, "link"), filepath.Join(dir, "target")
			if err := os.Symlink("target", link); err != nil {
				t.Fatal(err)
			}
			if name == "to a file" {
				write(t, target, strings.Repeat(line("old"), 10), 0o600)
			}
			h := open(t, link, 2)
			add(t, h, "a", "b", "a", "b", "c")
			expect(t, open(t, link, 2), "b", "c")
			if got, err := os.Readlink(link); err != nil || got != "target" {
				t.Errorf("the link leads to %q (%v), want target", got, err)
			}
			expect(t, open(t, target, 2), "b", "c")
			if got := strings.Count(contents(t, target), "\n"); got != 2 {
				t.Errorf("the target has %d lines, want 2 after it was rewritten", got)
			}
		})
	}
}

func TestRewriting(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lines string
		limit int
		want  int // lines afterwards
	}{
		{"few enough", line("a") + line("b") + line("a") + line("c"), 2, 4},
		{"too many", line("a") + line("b") + line("a") + line("c") + line("d"), 2, 2},
		{"duplicates alone", strings.Repeat(line("a"), 100), 5, 1},
		{"empty lines do not count", line("a") + strings.Repeat("\n", 100), 5, 101},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "history")
			write(t, path, test.lines, 0o600)
			write(t, path+".tmp", "left by a crash", 0o644)
			before := commands(open(t, path, test.limit).Entries())
			if got := strings.Count(contents(t, path), "\n"); got != test.want {
				t.Errorf("%d lines afterwards, want %d", got, test.want)
			}
			expect(t, open(t, path, test.limit), before...)
			if got := mode(t, path); got != 0o600 {
				t.Errorf("the file has mode %o, want 600", got)
			}
		})
	}
}

// A shell that runs while another one rewrites the file goes on in the new one.
func TestRewrittenUnderARunningShell(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	running := open(t, path, 2)
	add(t, running, "a", "b", "c", "d", "e")
	expect(t, open(t, path, 2), "d", "e")
	add(t, running, "f")
	expect(t, open(t, path, 2), "e", "f")
}

func TestRemovedUnderARunningShell(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path, 0)
	add(t, h, "a")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	add(t, h, "b")
	expect(t, h, "a", "b")
	expect(t, open(t, path, 0), "b")
	if got := mode(t, path); got != 0o600 {
		t.Errorf("the new file has mode %o, want 600", got)
	}
}

func TestUnusable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(dir, path string) error
		want    string
	}{
		{"a directory", func(_, path string) error { return os.Mkdir(path, 0o700) }, "not a regular file"},
		{"a pipe", func(_, path string) error { return syscall.Mkfifo(path, 0o600) }, "not a regular file"},
		{"below a file", func(dir, _ string) error {
			return errors.Join(os.Remove(dir), os.WriteFile(dir, nil, 0o600))
		}, "not a directory"},
		{"a link to itself", func(_, path string) error { return os.Symlink(path, path) }, "too many"},
		{"a link into nowhere", func(_, path string) error { return os.Symlink("/none/such", path) }, "no such file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "dir")
			path := filepath.Join(dir, "history")
			if err := errors.Join(os.Mkdir(dir, 0o700), test.prepare(dir, path)); err != nil {
				t.Fatal(err)
			}
			h, err := history.Open(path, 0)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, test.want)
			}
			add(t, h, "a", "b")
			expect(t, h, "a", "b")
		})
	}
}

func TestFirstFailingWriteIsReported(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path, 0)
	add(t, h, "a")
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := h.Add(entry("b")); !errors.Is(err, syscall.EISDIR) || !strings.Contains(err.Error(), path) {
		t.Errorf("first write: error %v, want one about %s being a directory", err, path)
	}
	add(t, h, "c")
	expect(t, h, "a", "b", "c")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	add(t, h, "d")
	expect(t, open(t, path, 0), "b", "c", "d")
}

func TestFullDevice(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skipf("NOT TESTED, a device without room: %v", err)
	}
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path, 0)
	if err := errors.Join(os.Remove(path), os.Symlink("/dev/full", path)); err != nil {
		t.Fatal(err)
	}
	if err := h.Add(entry("a")); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v, want %v", err, syscall.ENOSPC)
	}
	add(t, h, "b")
	expect(t, h, "a", "b")
}
