package upgradetest

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
)

// Metric returns the value of a metric of the member, which has no labels or those
// that stand in its name.
func (m *Member) Metric(name string) float64 {
	m.t.Helper()
	lines := bufio.NewScanner(strings.NewReader(m.Do(http.MethodGet, "/metrics", "")))
	for lines.Scan() {
		if text, found := strings.CutPrefix(lines.Text(), name+" "); found {
			value, err := strconv.ParseFloat(text, 64)
			if err != nil {
				m.t.Fatal(err)
			}
			return value
		}
	}
	m.t.Fatalf("%s has no metric %s", m.Name, name)
	return 0
}

// Entries returns how many entries of the raft log are committed, as far as the
// member knows.
func (m *Member) Entries() int {
	m.t.Helper()
	return int(m.Metric("etcd_server_proposals_committed_total"))
}

// AwaitEntries waits until n more entries are committed than now.
func (m *Member) AwaitEntries(n int) {
	m.t.Helper()
	for end := m.Entries() + n; m.Entries() < end; {
		if m.t.Context().Err() != nil {
			m.t.Fatal(m.t.Context().Err())
		}
	}
}
