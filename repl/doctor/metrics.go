package doctor

import (
	"strconv"
	"strings"
)

// Metrics are a member's, by name and labels as it writes them.
type Metrics map[string]float64

func parseMetrics(text string) Metrics {
	m := Metrics{}
	for line := range strings.Lines(text) {
		name, value, found := strings.Cut(strings.TrimSpace(line), " ")
		if end := strings.LastIndexByte(line, '}'); end >= 0 {
			name, value, found = line[:end+1], strings.TrimSpace(line[end+1:]), true
		}
		if !found || strings.HasPrefix(name, "#") {
			continue
		}
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			m[name] = n
		}
	}
	return m
}

// The metrics that are looked at.
const (
	received  = "etcd_http_received_total" // requests of v2 about keys, by method
	watchers  = "etcd_debugging_store_watchers"
	health    = "etcd_server_health_success" // answers of /health
	applied   = "etcd_server_apply_duration_seconds_count"
	snapshots = "etcd_debugging_snap_save_total_duration_seconds_count"
	quota     = "etcd_server_quota_backend_bytes"
	size      = "etcd_mvcc_db_total_size_in_bytes"
)

// Sum adds up what has a name and all of some labels, each as in method="GET".
func (m Metrics) Sum(name string, labels ...string) float64 {
	sum := m[name]
	for full, n := range m {
		if rest, found := strings.CutPrefix(full, name+"{"); found && hasAll(rest, labels) {
			sum += n
		}
	}
	return sum
}

func hasAll(text string, labels []string) bool {
	for _, l := range labels {
		if !strings.Contains(text, l) {
			return false
		}
	}
	return true
}
