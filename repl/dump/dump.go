package dump

import (
	"context"
	"iter"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// Dumping is a dump under way.
type Dumping struct {
	Form   DumpForm
	Header DumpHeader
	Tree   tree.Tree
}

// Lines gives the lines of the dump without their ends, until the context does.
func (d *Dumping) Lines(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		line := func(text string) bool {
			if err := ctx.Err(); err != nil {
				yield("", err)
				return false
			}
			return yield(text, nil)
		}
		d.below(d.Tree.Top(), func(Record) bool {
			d.Header.records++
			return true
		})
		if line(d.Form.header(d.Header)) {
			d.below(d.Tree.Top(), func(r Record) bool { return line(d.Form.record(r)) })
		}
	}
}

// below gives the records of a node and all that is below it, and reports
// whether more are wanted.
func (d *Dumping) below(n *client.Node, yield func(Record) bool) bool {
	r := Record{Key: *n.Key, Value: n.Value, ttl: tree.TTLLeft(n, d.Tree.Read), expiration: n.Expiration}
	implied := n.Dir && (len(n.Nodes) > 0 && r.ttl == nil || r.Key == "/")
	if !implied && !yield(r) {
		return false
	}
	for _, child := range tree.Sorted(n.Nodes) {
		if !d.below(child, yield) {
			return false
		}
	}
	return true
}

// Record is what a dump says of one key.
type Record struct {
	Key        string
	Value      *string // nil for a directory
	ttl        *uint64 // the seconds left; nil when it is permanent
	expiration *time.Time
}

func (r Record) dir() bool { return r.Value == nil }

// Altered reports whether the record may differ from what is stored.
func (r Record) Altered() bool {
	return tree.Altered(r.Key) || !r.dir() && tree.Altered(*r.Value)
}

// DumpHeader says what a dump is of.
type DumpHeader struct {
	Root        string // the key
	Source      string // the server's URL
	Index       *uint64
	Time        time.Time
	ByDirectory bool
	records     int // how many follow
}
