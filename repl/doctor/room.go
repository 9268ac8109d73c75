package doctor

import (
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/lang"
)

// mostValue is the largest request that v3 takes by default.
const mostValue = 3 << 19

// judgeRoom compares what is in v2 with what v3 takes.
func judgeRoom(f *Facts) Finding {
	if alarms := f.perMember(func(m Member) string { return strings.Join(m.Alarms, ", ") }); alarms != "" {
		return Finding{Bad, "v3 has alarms: " + alarms, []string{"free space (etcdctl compact and defrag), then etcdctl alarm disarm"}}
	}
	var bytes int64
	var large []*client.Node
	for _, n := range f.Nodes {
		of := sizeOf(n)
		if bytes += of; of > mostValue {
			large = append(large, n)
		}
	}
	free, known := f.free()
	switch {
	case len(large) > 0:
		return Finding{Bad, fmt.Sprintf("%s of more than 1.5 MiB, as %s, which v3 does not take by default", lang.Plural(len(large), "key"), tree.Key(large[0])),
			[]string{"find and ls -lr show the sizes; leave such a key out (migrate --map), or start etcd with a larger --max-request-bytes"}}
	case known && bytes > free:
		return Finding{Bad, fmt.Sprintf("v2 has %s, v3 has room for %s until its quota stops every write", mebibytes(bytes), mebibytes(free)),
			[]string{"start etcd with a larger --quota-backend-bytes, or compact and defragment it first"}}
	case !known:
		return Finding{Verdict: Unseen, Seen: "no member tells its quota"}
	}
	if untold := f.roomUntold(); untold != "" {
		return Finding{Verdict: Unseen, Seen: "v3 has room for " + mebibytes(free) + ", as far as it is told; " + untold}
	}
	if f.Left() {
		return Finding{Verdict: Well, Seen: "v3 has room for " + mebibytes(free)}
	}
	return Finding{Verdict: Well, Seen: fmt.Sprintf("v2 has %s that can be listed, v3 has room for %s", mebibytes(bytes), mebibytes(free))}
}

// roomUntold says what was not learned of v3's room, and of what is to have room there.
func (f *Facts) roomUntold() string {
	parts := []string{f.unmeasured()}
	if f.Unread != nil && !f.Left() {
		parts = append(parts, f.unlisted())
	}
	if !f.anyMember(func(m Member) bool { return m.unanswered() == "" && m.Status == nil }) {
		parts = append(parts, "no member tells whether v3 has alarms")
	}
	return joined(parts...)
}

// sizeOf is what a key and its value take.
func sizeOf(n *client.Node) int64 {
	bytes := int64(len(tree.Key(n)))
	if n.Value != nil {
		bytes += int64(len(*n.Value))
	}
	return bytes
}

// free is the room of the member that has the least.
func (f *Facts) free() (least int64, known bool) {
	for _, m := range f.Members {
		if q, s := m.Last.Sum(quota), m.Last.Sum(size); q > 0 && s > 0 {
			if room := int64(q - s); !known || room < least {
				least, known = room, true
			}
		}
	}
	return least, known
}

func mebibytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KiB", (n+1023)>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}
