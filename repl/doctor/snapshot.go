package doctor

import (
	"context"
	"fmt"

	"etcd2sh/client"
)

// judgeSnapshot tells which members have made a snapshot. Whether it came after the last
// entry of v2 nobody tells.
func judgeSnapshot(f *Facts) Finding {
	switch {
	case f.Left():
		return f.v2IsGone()
	case f.unmeasured() != "":
		return f.withoutMetrics()
	}
	each := "snapshots since each started: " + f.perMember(func(m Member) string {
		if m.left() {
			return ""
		}
		return fmt.Sprintf("%.0f", m.Snapshots())
	})
	if f.everySnapshot() {
		return Finding{Note, each + "; it counts if v2 was cleared, and nothing came, before it", []string{provesIt}}
	}
	return Finding{Note, each, []string{"v2store seal: once v2 is cleared, says how every member makes one"}}
}

// everySnapshot reports whether every member that knows v2 has made a snapshot since it
// started.
func (f *Facts) everySnapshot() bool {
	return !f.anyMember(func(m Member) bool { return m.Snapshots() == 0 && !m.left() })
}

// Snapshots gives how many snapshots the member had made since it started.
func (m Member) Snapshots() float64 { return m.Last.Sum(snapshots) }

// SnapshotsOf asks the member with these client URLs for the same.
func SnapshotsOf(ctx context.Context, c *client.Client, urls []string) (float64, error) {
	m, err := readMetrics(ctx, c, urls)
	return m.Sum(snapshots), err
}
