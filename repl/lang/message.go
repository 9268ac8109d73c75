package lang

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"etcd2sh/client"
)

// nearest gives the name that a misspelt word most likely meant, or "": at
// most a third of it may be wrong, or one letter of three or more.
func nearest(word string, names []string) string {
	n := utf8.RuneCountInString(word)
	if n < 3 {
		return ""
	}
	best, near := "", max(1, n/3)+1
	for _, name := range names {
		if d := distance(strings.ToLower(word), name); d < near {
			best, near = name, d
		}
	}
	return best
}

// Unknown says that there is no such name, and which was meant or what tells
// the right ones.
func Unknown(kind, word string, names []string, otherwise string) error {
	if near := nearest(word, names); near != "" {
		return fmt.Errorf("there is no %s %s; did you mean %s?", kind, Shorten(word), near)
	}
	return fmt.Errorf("there is no %s %s; %s", kind, Shorten(word), otherwise)
}

// distance is Levenshtein's, with a swap of two neighbours counted as one.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 64 {
		return len(s)
	}
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range t {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}

// Shorten gives the beginning of a long text, for a message, without what may be
// a password in it; what is empty is shown as "".
func Shorten(text string) string {
	const most = 40
	if text == "" {
		return `""`
	}
	text = client.Redact(text, client.AnyText)
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// Plural counts a noun: 1 node, 2 nodes.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
