package doctor

import (
	"fmt"
	"strings"

	"etcd2sh/repl/lang"
)

// perMember says something of each member that there is something to say of.
func (f *Facts) perMember(of func(Member) string) string {
	var parts []string
	for _, m := range f.Members {
		if text := of(m); text != "" {
			parts = append(parts, m.Label()+" "+text)
		}
	}
	return strings.Join(parts, "; ")
}

// unmeasured says which members told no metrics.
func (f *Facts) unmeasured() string {
	return f.perMember(func(m Member) string {
		switch {
		case m.Measured != nil:
			return m.Measured.Error()
		case len(m.Last) == 0:
			return "told none"
		}
		return ""
	})
}

// withoutMetrics is what a check finds that goes by metrics which not every member told.
func (f *Facts) withoutMetrics() Finding {
	return Finding{Unseen, "not every member tells its metrics where it serves its clients: " + f.unmeasured(), []string{
		"look at the port of --listen-metrics-urls, if it has one: curl URL/metrics | grep -e v2 -e store_watchers -e snap_save_total_duration_seconds_count",
		provesIt,
	}}
}

// unlisted says why v2 cannot be listed.
func (f *Facts) unlisted() string {
	if f.v2Off() {
		return "v2 is off, so that what is left in its store cannot be listed"
	}
	return "v2 cannot be listed: " + f.Unread.Error()
}

// Amounts counts what v2 holds, in words; "" for nothing.
func Amounts(keys, directories, users, roles int) string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, more string
	}{
		{keys, "key", "keys"}, {directories, "directory", "directories"},
		{users, "user", "users"}, {roles, "role", "roles"},
	} {
		switch {
		case p.n == 1:
			parts = append(parts, "1 "+p.one)
		case p.n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.more))
		}
	}
	return strings.Join(parts, ", ")
}

func number(n float64, noun string) string { return lang.Plural(int(n), noun) }
