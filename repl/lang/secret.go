package lang

import (
	"slices"
	"strings"

	"etcd2sh/repl/lang/scan"
)

func FirstWord(text string) string {
	if words := scan.Scan(text).Words; len(words) > 0 {
		return words[0].Text
	}
	return ""
}

// Secret reports whether a command holds what must not reach a disk: a value
// marked so, or what may be a password in a URL, wherever it stands.
func Secret(text string) bool {
	for _, w := range scan.Scan(text).Words {
		option := strings.ToLower(w.Text)
		if strings.HasPrefix(option, "--secret") || strings.Contains(option, ":secret") || atAfter(w.Text, ":") {
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
