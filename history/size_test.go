//go:build unix

package history_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/history"
)

// limited tries while no file may be longer than so many bytes.
func limited(bytes string) error {
	n, err := strconv.ParseUint(bytes, 10, 64)
	if err != nil {
		return err
	}
	var limit syscall.Rlimit
	set(&limit.Cur, n)
	set(&limit.Max, n)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return try()
}

// set sets a field whose type is another on each system.
func set[T int64 | uint64](to *T, n uint64) { *to = T(n) }

// A write that ends in the middle of a line is reported and leaves no half line.
func TestAddHitsSizeLimit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "history")
	write(t, path, line("old"), 0o600)
	got := tried(t, dir, "limited", strconv.Itoa(len(line("old"))+30))
	want := report{
		First:    "history: write history: file too large; what cannot be written is kept in memory until it can",
		Commands: []string{"old", "first", "second"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := contents(t, path); got != line("old") {
		t.Errorf("file %q, want %q", got, line("old"))
	}
}

// A rewrite that does not fit leaves the file as it was, and nothing beside it.
func TestRewriteHitsSizeLimit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "history")
	var text strings.Builder
	for i := range 2*history.DefaultLimit + 1 {
		text.WriteString(line(strconv.Itoa(i)))
	}
	write(t, path, text.String(), 0o600)
	got := tried(t, dir, "limited", "1000")
	if want := "history: write history.tmp: file too large"; got.Open != want {
		t.Errorf("open: error %q, want %q", got.Open, want)
	}
	if len(got.Commands) != history.DefaultLimit || got.Commands[history.DefaultLimit-1] != "second" {
		t.Errorf("%d commands, want %d that end in the new ones", len(got.Commands), history.DefaultLimit)
	}
	if contents(t, path) != text.String() {
		t.Error("the file has changed")
	}
	if _, err := os.Stat(path + ".tmp"); !os.IsNotExist(err) {
		t.Errorf("the temporary file is still there: %v", err)
	}
}
