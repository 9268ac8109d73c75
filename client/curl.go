package client

import (
	"net/url"
	"strings"
)

// Curl is a line for a POSIX shell that sends the same request with curl. Of a user
// it names no password, for which curl asks. Options are more words for curl, as those
// that name the files of TLS.
func (x Exchange) Curl(options ...string) string {
	words := []string{"curl", "-sS"}
	for _, option := range options {
		words = append(words, shellQuoted(option))
	}
	if x.Method != "GET" {
		words = append(words, "-X", x.Method)
	}
	if x.User != "" {
		words = append(words, "-u", shellQuoted(x.User))
	}
	words = append(words, shellQuoted(curlURL(x.URL)))
	if x.Form != "" {
		for field := range strings.SplitSeq(x.Form, "&") { // which curl joins again
			words = append(words, "-d", shellQuoted(field))
		}
	}
	if x.JSON != "" {
		words = append(words, "-H", "'Content-Type: application/json'", "-d", shellQuoted(x.JSON))
	}
	return strings.Join(words, " ")
}

// curlURL is a URL without what curl would take for a pattern.
func curlURL(u *url.URL) string {
	return patterns.Replace(u.String())
}

var patterns = strings.NewReplacer("{", "%7B", "}", "%7D")

// shellQuoted quotes a word for a POSIX shell, if it needs that.
func shellQuoted(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_=./:,+@%", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
