package doctor

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// before reports whether a version is older than another one: 3.5.9 than 3.5.32.
func before(version, other string) bool {
	return slices.CompareFunc(strings.Split(version, "."), strings.Split(other, "."), func(a, b string) int {
		m, err := strconv.Atoi(a)
		n, failed := strconv.Atoi(b)
		if err != nil || failed != nil {
			return strings.Compare(a, b) // as 0-rc
		}
		return cmp.Compare(m, n)
	}) < 0
}

// withoutV2 is the first version that has no v2; proving the first whose etcdutl looks
// into the log, too.
const withoutV2, proving = "3.6", "3.5.32"

// versions are those of the members that answered, each once, the oldest first.
func (f *Facts) versions() []string {
	var all []string
	for _, m := range f.Members {
		if m.Version != "" {
			all = append(all, m.Version)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		switch {
		case before(a, b):
			return -1
		case before(b, a):
			return 1
		}
		return 0
	})
	return slices.Compact(all)
}

// Left reports whether every member that answered has no v2 any more.
func (f *Facts) Left() bool {
	all := f.versions()
	return len(all) > 0 && !before(all[0], withoutV2)
}

// left reports whether the member has no v2 any more.
func (m Member) left() bool { return m.Version != "" && !before(m.Version, withoutV2) }

// TooOld gives the version of a member that cannot go to 3.6 in one step; "" where none
// is known.
func (f *Facts) TooOld() string {
	if all := f.versions(); len(all) > 0 && before(all[0], "3.5") {
		return all[0]
	}
	return ""
}

// v2On reports whether any member serves v2.
func (f *Facts) v2On() bool { return f.anyMember(func(m Member) bool { return m.V2 }) }

// v2Off reports whether every member that answered told that it does not serve v2.
func (f *Facts) v2Off() bool {
	return len(f.versions()) > 0 && !f.v2On() && !f.anyMember(func(m Member) bool { return m.V2Untold != nil })
}

// v2IsGone is what a check finds that is about v2 alone, where there is none.
func (f *Facts) v2IsGone() Finding {
	return f.unlessUnanswered("every member that answered runs etcd 3.6 or later, which has no v2")
}

// unlessUnanswered is a finding that all is well, as far as members answered.
func (f *Facts) unlessUnanswered(seen string) Finding {
	if missing := f.perMember(Member.unanswered); missing != "" {
		return Finding{Verdict: Unseen, Seen: seen + "; " + missing}
	}
	return Finding{Verdict: Well, Seen: seen}
}

// unanswered says why a member could not be asked; "" where it could.
func (m Member) unanswered() string {
	switch {
	case len(m.ClientURLs) == 0:
		return "has not started yet"
	case m.Err != nil:
		return "does not answer: " + m.Err.Error()
	}
	return ""
}
