package doctor

import (
	"fmt"
	"strings"
)

// methods are those that are counted; QGET is a quorum read.
var methods = []string{"GET", "QGET", "PUT", "POST", "DELETE", "HEAD"}

// judgeUse looks for requests of others. The metrics are read when ours have been
// answered, so that only growth is sure to be of others.
func judgeUse(f *Facts) Finding {
	if f.Left() {
		return f.v2IsGone()
	}
	if f.v2Off() {
		return f.unlessUnanswered("v2 is off on every member that answered")
	}
	if f.anyMember(func(m Member) bool { return m.Last.Sum(watchers) > 0 }) {
		return Finding{Bad, "clients watch keys of v2: " + f.perMember(func(m Member) string { return "has " + number(m.Last.Sum(watchers), "watcher") }), findThem()}
	}
	grown := f.perMember(requestsOf)
	switch {
	case f.Span > 0 && grown != "":
		return Finding{Bad, fmt.Sprintf("others use v2, in %s: %s", f.Span, grown), findThem()}
	case f.unmeasured() != "":
		return f.withoutMetrics()
	case f.Span == 0:
		return Finding{Unseen, "nobody watches; " + f.perMember(func(m Member) string {
			return "got " + number(m.Last.Sum(received), "request") + " since it started, ours among them"
		}), []string{"doctor --watch 10s: tells whether they go on"}}
	}
	return Finding{Verdict: Well, Seen: fmt.Sprintf("nobody asked and nobody watched for %s; who comes more seldom was not seen", f.Span)}
}

func findThem() []string {
	return []string{"find the clients, by their connections to the client ports (ss -tn), and move them to v3; Patroni is one line: etcd3: in place of etcd:"}
}

// requestsOf says which requests a member has got within the span.
func requestsOf(m Member) string {
	var parts []string
	for _, method := range methods {
		label := `method="` + method + `"`
		if n := m.Last.Sum(received, label) - m.First.Sum(received, label); n > 0 {
			parts = append(parts, fmt.Sprintf("%s %.0f", method, n))
		}
	}
	return strings.Join(parts, ", ")
}
