package dump

import (
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// Record is what a dump says of one key.
type Record struct {
	Key        string
	Value      *string    // nil for a directory
	TTL        *uint64    // the seconds left; nil when the key is permanent
	Expiration *time.Time // when it expires; written for people, not read back
	Line       int        // on which line of the file it was read; 0 when it was not
}

// recordOf is the record of a node that was read then.
func recordOf(n *client.Node, read time.Time) Record {
	return Record{Key: tree.Key(n), Value: n.Value, TTL: tree.TTLLeft(n, read), Expiration: n.Expiration}
}

// IsDir reports whether the record is of a directory.
func (r Record) IsDir() bool { return r.Value == nil }

// Altered reports whether the record may differ from what is stored: etcd shows
// bytes that are not UTF-8 as U+FFFD.
func (r Record) Altered() bool {
	return tree.Altered(r.Key) || !r.IsDir() && tree.Altered(*r.Value)
}
