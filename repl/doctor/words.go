package doctor

import (
	"strings"

	"etcd2sh/client/admin"
	"etcd2sh/repl/lang"
)

// perMember says something of each member that there is something to say of.
func (f *Facts) perMember(of func(Member) string) string {
	var parts []string
	for _, m := range f.Members {
		if text := of(m); text != "" {
			parts = append(parts, nameOf(m)+" "+text)
		}
	}
	return strings.Join(parts, "; ")
}

func nameOf(m Member) string {
	if m.Name != "" {
		return m.Name
	}
	return admin.Label(m.Member)
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

func number(n float64, noun string) string { return lang.Plural(int(n), noun) }
