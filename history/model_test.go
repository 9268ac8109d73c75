package history_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A model of what is remembered: a list in which a command stands once.
type model []string

func (m model) add(command string, limit int) model {
	m = append(slices.DeleteFunc(m, func(c string) bool { return c == command }), command)
	return m[max(0, len(m)-limit):]
}

func TestAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "history")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		path, limit := filepath.Join(dir, "history"), rapid.IntRange(1, 5).Draw(t, "limit")
		command := rapid.OneOf(rapid.SampledFrom([]string{"a", "b", "c", "d\ne", "f"}), rapid.StringMatching(`[^ \t][a-z\n"\\]*[a-z]`))
		h, memory, disk := open(t, path, limit), model{}, model{}
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				c := command.Draw(t, "command")
				add(t, h, c)
				memory, disk = memory.add(c, limit), disk.add(c, limit)
			},
			"another shell adds": func(t *rapid.T) {
				c := command.Draw(t, "command")
				add(t, open(t, path, limit), c)
				disk = disk.add(c, limit)
			},
			"keep": func(t *rapid.T) {
				c := command.Draw(t, "command")
				h.Keep(entry(c))
				memory = memory.add(c, limit)
			},
			"blank": func(t *rapid.T) {
				add(t, h, " "+command.Draw(t, "command"))
			},
			"reopen": func(t *rapid.T) {
				h, memory = open(t, path, limit), slices.Clone(disk)
			},
			"": func(t *rapid.T) { expect(t, h, memory...) },
		})
		expect(t, open(t, path, limit), disk...)
	})
}
