package repltest

import (
	"os"
	"path/filepath"
	"testing"
)

// WriteFile writes a file that its owner alone may read.
func WriteFile(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// File writes a file in a directory of its own and gives its path.
func File(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	WriteFile(t, path, text)
	return path
}
