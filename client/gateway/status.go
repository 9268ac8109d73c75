package gateway

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
)

// Status is how the member is that answered.
type Status struct {
	Header  Header   `json:"header"`
	Version string   `json:"version"`
	Size    int64    `json:"dbSize,string"` // of its data on disk, in bytes
	Leader  uint64   `json:"leader,string"` // 0 where it knows of none
	Errors  []string `json:"errors"`        // alarms, as that its space is used up
}

// Status asks how a member is. It makes no entry in the raft log.
func (g *Gateway) Status(ctx context.Context) (Status, error) {
	var answer Status
	return answer, g.call(ctx, client.Post{Path: "/v3/maintenance/status", Body: struct{}{}, Reads: true}, &answer)
}

// NoSpace reports whether etcd refused since its space is used up.
func NoSpace(err error) bool {
	var refused *client.Error
	return errors.As(err, &refused) && refused.Code == client.RPCResourceExhausted && strings.Contains(refused.Message, "database space exceeded")
}

// NoSpace reports whether the member has the alarm that its space is used up: nobody can
// write then, until that is disarmed.
func (s Status) NoSpace() bool {
	for _, e := range s.Errors {
		if strings.Contains(e, "NOSPACE") {
			return true
		}
	}
	return false
}

// MakeRoom is what to do about it.
const MakeRoom = "make room by compaction and defragmentation, or by a larger --quota-backend-bytes; then `etcdctl alarm disarm`"

// Room gives how many bytes the store of a member may grow by until its quota is used up,
// after its metrics; known is false where they do not tell.
func (g *Gateway) Room(ctx context.Context) (bytes int64, known bool, err error) {
	text, err := g.client.Text(ctx, "/metrics")
	if err != nil {
		return 0, false, err
	}
	quota, size := metric(text, "etcd_server_quota_backend_bytes"), metric(text, "etcd_mvcc_db_total_size_in_bytes")
	return int64(quota - size), quota > 0 && size > 0, nil
}

// metric gives the value of a metric without labels; 0 where there is none.
func metric(text, name string) float64 {
	for line := range strings.Lines(text) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			var n float64
			if _, err := fmt.Sscan(value, &n); err == nil {
				return n
			}
		}
	}
	return 0
}
