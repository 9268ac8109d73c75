package client

import (
	"regexp"
	"strings"
)

// TextKind is what is known of a text in which a user and a password may stand.
type TextKind int

const (
	EndpointText TextKind = iota // an endpoint, or several, whether they can be parsed or not
	WordText                     // a word of any meaning: only a URL in it has a password
	AnyText                      // nothing is known, as of a message that quotes what was typed
)

// scheme is how a URL begins.
var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

// beforeCredentials is what credentials follow. A text without it has none.
var beforeCredentials = map[TextKind]*regexp.Regexp{
	EndpointText: regexp.MustCompile(scheme.String() + `|^`),
	WordText:     regexp.MustCompile(`://`),
	AnyText:      regexp.MustCompile(`:`),
}

// Credentials tells where a user and a password may stand in a text: as far as its
// last @. from and to are offsets in bytes, and equal when nothing stands there.
func Credentials(text string, kind TextKind) (from, to int) {
	before := beforeCredentials[kind].FindStringIndex(text)
	if before == nil {
		return 0, 0
	}
	return before[1], max(before[1], strings.LastIndexByte(text, '@'))
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
		if i > 0 && strings.Contains(e, "@") && !scheme.MatchString(strings.TrimSpace(e)) {
			return true
		}
	}
	return false
}
