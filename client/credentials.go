package client

import (
	"regexp"
	"strings"
)

// scheme is how a URL begins.
var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

// Credentials tells where a user and a password may stand in an endpoint, or in
// several, whether they can be parsed or not: between the scheme, or the
// beginning, and the last @. from and to are offsets in bytes, and equal when
// nothing stands there.
func Credentials(endpoint string) (from, to int) {
	from = len(scheme.FindString(endpoint))
	return from, max(from, strings.LastIndexByte(endpoint, '@'))
}

// Redact gives an endpoint without its credentials, for a person to read.
func Redact(endpoint string) string {
	from, to := Credentials(endpoint)
	if from == to {
		return endpoint
	}
	return endpoint[:from] + "…" + endpoint[to:]
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
