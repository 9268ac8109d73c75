package client

import "strings"

// TextKind is what is known of a text in which a user and a password may stand.
type TextKind int

const (
	EndpointText TextKind = iota // an endpoint, or several, whether they can be parsed or not
	WordText                     // a word of any meaning: only a URL in it has a password
	AnyText                      // nothing is known, as of a message that quotes what was typed
)

// afterScheme is where the scheme of a URL ends that a text begins with, and its ://;
// 0 where it begins with none.
func afterScheme(text string) int {
	scheme, _, found := strings.Cut(text, "://")
	if !found || scheme == "" || !isLetter(scheme[0]) {
		return 0
	}
	for _, b := range []byte(scheme) {
		if !isLetter(b) && (b < '0' || b > '9') && strings.IndexByte("+.-", b) < 0 {
			return 0
		}
	}
	return len(scheme) + len("://")
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// beforeCredentials is where credentials may begin, behind what they follow; -1 for
// a text without that.
func beforeCredentials(text string, kind TextKind) int {
	mark := ":"
	switch kind {
	case EndpointText:
		return afterScheme(text)
	case WordText:
		mark = "://"
	}
	if i := strings.Index(text, mark); i >= 0 {
		return i + len(mark)
	}
	return -1
}

// Credentials tells where a user and a password may stand in a text: as far as its
// last @. from and to are offsets in bytes, and equal when nothing stands there.
func Credentials(text string, kind TextKind) (from, to int) {
	from = beforeCredentials(text, kind)
	if from < 0 {
		return 0, 0
	}
	return from, max(from, strings.LastIndexByte(text, '@'))
}

// Redact gives a text without its credentials, for a person to read.
func Redact(text string, kind TextKind) string {
	from, to := Credentials(text, kind)
	if from == to {
		return text
	}
	return text[:from] + "…" + text[to:]
}

// PercentEncoding ends the error for an endpoint that may hold a password which
// is not written as URLs want it, and says how they do. Such an error quotes
// nothing.
const PercentEncoding = `; in a user or a password write %25 for %, %2F for /, %40 for @, %3A for :, %2C for a comma, %3F for ?, %23 for #, %22 for " and %20 for a blank`

// unencoded reports whether one of several endpoints may be the end of another
// whose password has a comma or a blank in it: what has an @ must say its scheme,
// unless it is the first.
func unencoded(endpoints []string) bool {
	for i, e := range endpoints {
		if i > 0 && strings.Contains(e, "@") && afterScheme(strings.TrimSpace(e)) == 0 {
			return true
		}
	}
	return false
}
