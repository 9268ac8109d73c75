package gateway

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"

	"etcd2sh/client"
)

// KV is a key with what it holds.
type KV struct {
	Key            []byte `json:"key"`
	Value          []byte `json:"value"`
	CreateRevision int64  `json:"create_revision,string"`
	ModRevision    int64  `json:"mod_revision,string"`
	Lease          int64  `json:"lease,string"` // 0 for none
}

// Range is which keys to read: Key alone, or those from Key on that come before End.
type Range struct {
	Key      []byte `json:"key"`
	End      []byte `json:"range_end,omitempty"`
	Limit    int64  `json:"limit,string,omitempty"`    // 0 for all
	Revision int64  `json:"revision,string,omitempty"` // the store as it was then; 0 for now
	KeysOnly bool   `json:"keys_only,omitempty"`
}

// RangeAnswer is what was read.
type RangeAnswer struct {
	Header Header `json:"header"`
	KVs    []KV   `json:"kvs"`
	More   bool   `json:"more"` // there are more than Limit
}

// Range reads, linearizably.
func (g *Gateway) Range(ctx context.Context, r Range) (RangeAnswer, error) {
	var answer RangeAnswer
	err := g.call(ctx, client.Post{
		Path: "/v3/kv/range", Body: r, Reads: true,
		Fits: func() error { return answer.fits(r) },
	}, &answer)
	return answer, err
}

// fits says why it cannot be the answer to a range: whoever reads on behind the last key
// must get on.
func (a *RangeAnswer) fits(r Range) error {
	for _, kv := range a.KVs {
		if bytes.Compare(kv.Key, r.Key) < 0 || r.End == nil && !bytes.Equal(kv.Key, r.Key) {
			return fmt.Errorf("it answered a range from %q with the key %q", r.Key, kv.Key)
		}
	}
	return nil
}

// page is how many keys All reads at once.
const page = 500

// All gives the keys that begin with a prefix, in order, as they were in one moment: page
// by page, so that no answer is large. Its last pair may be an error.
func (g *Gateway) All(ctx context.Context, prefix string, keysOnly bool) iter.Seq2[KV, error] {
	return func(yield func(KV, error) bool) {
		r := Range{Key: []byte(cmp.Or(prefix, "\x00")), End: prefixEnd(prefix), Limit: page, KeysOnly: keysOnly}
		for {
			answer, err := g.Range(ctx, r)
			if err != nil {
				yield(KV{}, err)
				return
			}
			for _, kv := range answer.KVs {
				if !yield(kv, nil) {
					return
				}
			}
			if !answer.More || len(answer.KVs) == 0 {
				return
			}
			last := answer.KVs[len(answer.KVs)-1].Key
			r.Key = append(append([]byte{}, last...), 0)
			if r.Revision == 0 {
				r.Revision = answer.Header.Revision
			}
		}
	}
}

// prefixEnd is the first key after all that begin with a prefix.
func prefixEnd(prefix string) []byte {
	end := []byte(prefix)
	for len(end) > 0 {
		if last := len(end) - 1; end[last] < 0xff {
			end[last]++
			return end
		}
		end = end[:len(end)-1]
	}
	return []byte{0} // all there are
}
