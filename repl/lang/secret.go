package lang

import (
	"slices"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// First gives the command that a text begins with; nil when it is none of the
// table's.
func (t *Table) First(text string) *Command {
	words := scan.Scan(text).Words
	if len(words) == 0 {
		return nil
	}
	return t.Find(words[0].Text)
}

// Secret reports whether a text, a command or what was meant as one, holds what
// must not reach a disk: an option marked so, or what may be a password in a
// URL, wherever it stands.
func (t *Table) Secret(text string) bool {
	for _, w := range scan.Scan(text).Words {
		option := strings.ToLower(w.Text)
		marked := func(name string) bool {
			return strings.HasPrefix(option, "--"+name) || strings.Contains(option, ":"+name)
		}
		if slices.ContainsFunc(t.secrets, marked) || atAfter(w.Text, ":") {
			return true
		}
	}
	return slices.ContainsFunc(strings.Fields(text), func(field string) bool { return atAfter(field, ":") })
}

// atAfter reports whether an @ follows the mark.
func atAfter(text, mark string) bool {
	_, after, _ := strings.Cut(text, mark)
	return strings.Contains(after, "@")
}
