package doctor

import (
	"fmt"
	"strings"
)

// operations are those of v2 that are entries: requests, of which QGET is a quorum read,
// and SYNC, with which etcd looks after ttls.
var operations = []string{"QGET", "PUT", "POST", "DELETE", "SYNC"}

// judgeLog looks for entries of v2: what a member has applied since it started, what it
// found in its log then too, and what makes one each time.
func judgeLog(f *Facts) Finding {
	if f.Left() {
		return f.v2IsGone()
	}
	entries := f.perMember(func(m Member) string { return entriesOf(m.Last, nil) })
	probes := f.perMember(func(m Member) string {
		if n := m.Last.Sum(health); n > 0 && m.probesCount() {
			return "gave " + number(n, "answer") + " of /health"
		}
		return ""
	})
	if f.Span > 0 {
		if come := f.perMember(func(m Member) string { return entriesOf(m.Last, m.First) }); come != "" {
			return Finding{Bad, fmt.Sprintf("entries of v2 still come, in %s: %s", f.Span, come), stopThem()}
		}
	}
	switch {
	case entries == "" && probes == "" && f.unmeasured() != "":
		return f.withoutMetrics()
	case entries == "" && probes == "":
		return Finding{Note, "no entry was seen that only v2 makes, since each member started; a key that was set leaves one that cannot be told from etcd's own", []string{provesIt}}
	}
	seen := "since each member started its log held entries of v2: " + joined(entries, probes)
	if f.everySnapshot() {
		return Finding{Note, seen + "; whether the snapshots since then came after them is not told", []string{provesIt}}
	}
	return Finding{Bad, seen + "; etcd 3.6 ends with a panic on the first that is not before a snapshot", stopThem()}
}

// probesCount reports whether answers of /health tell of entries that nothing else does. A
// member that counts what it applies has those among its quorum reads, and answers at the
// port of its metrics without one.
func (m Member) probesCount() bool {
	return m.Last.Sum(applied) == 0 && (m.V2 || before(m.Version, "3.5"))
}

func stopThem() []string {
	return []string{
		"have probes ask /health at the port of --listen-metrics-urls, or with v2 off (of etcd 3.4 nowhere): else each answer is an entry",
		"quorum reads, writes and keys with a ttl make them, too: end those first",
		"v2store seal: then the restart that leaves --enable-v2 out and makes a snapshot",
	}
}

// entriesOf says how many entries of v2 there were, after others: as many as were applied,
// or as requests have come where that is not told, as by 3.4.
func entriesOf(m, others Metrics) string {
	var parts []string
	for _, op := range operations {
		n := m.Sum(received, `method="`+op+`"`) - others.Sum(received, `method="`+op+`"`)
		if op != "PUT" { // of which etcd makes some of its own
			labels := []string{`op="` + op + `"`, `version="v2"`}
			n = max(n, m.Sum(applied, labels...)-others.Sum(applied, labels...))
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %.0f", op, n))
		}
	}
	return strings.Join(parts, ", ")
}

// joined joins the parts that there are.
func joined(parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, "; ")
}
