package program_test

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPromises: each sentence under "What you can rely on" has a test that fails
// when it is broken. That test's comment has a line with the beginning of the
// sentence after the word Promise and a colon.
func TestPromises(t *testing.T) {
	t.Parallel()
	promises := sentences(t)
	kept := map[string]bool{}
	line := regexp.MustCompile(`(?m)^// Promise: (.+)$`)
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, found := range line.FindAllStringSubmatch(readFile(t, path), -1) {
			known := false
			for _, p := range promises {
				if strings.HasPrefix(p, found[1]) {
					kept[p], known = true, true
				}
			}
			if !known {
				t.Errorf("%s: %q begins no sentence of the promises in %s", path, found[1], readme)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range promises {
		if !kept[p] {
			t.Errorf("no test names the promise %q", p)
		}
	}
}

// sentences gives the promises of the README, without their markup. What stands
// behind them, on where more is to be read, is none.
func sentences(t *testing.T) []string {
	t.Helper()
	_, section, found := strings.Cut(readFile(t, filepath.Join(root, readme)), "\n## What you can rely on\n")
	section, _, more := strings.Cut(section, "\nAll this is tested")
	if !found || !more {
		t.Fatalf("%s has no promises", readme)
	}
	var all []string
	for _, s := range regexp.MustCompile(`\.(\*\*)?\s`).Split(section+"\n", -1) {
		s = strings.TrimPrefix(strings.Join(strings.Fields(s), " "), "* ")
		if s = strings.NewReplacer("**", "", "`", "").Replace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}
