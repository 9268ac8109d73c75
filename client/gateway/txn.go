package gateway

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
)

// Limits of a transaction. Servers may be started with others, but not with less by
// default.
const (
	// MaxOps is how many operations one may have, those within others counted.
	MaxOps = 127
	// MaxBytes is what keeps it well below the 1.5 MiB that etcd takes.
	MaxBytes = 1 << 20
)

// Txn is a transaction: if all that it compares holds, Success is done, else Failure; all
// of it at once. It has the form in which it is sent.
type Txn struct {
	Compare []Compare `json:"compare,omitempty"`
	Success []Op      `json:"success,omitempty"`
	Failure []Op      `json:"failure,omitempty"`
}

// Compare holds if a number of a key is a certain one.
type Compare struct {
	Key    []byte `json:"key"`
	Target string `json:"target"`
	Create *int64 `json:"create_revision,string,omitempty"`
	Mod    *int64 `json:"mod_revision,string,omitempty"`
	Ver    *int64 `json:"version,string,omitempty"`
}

// Missing holds if there is no such key.
func Missing(key string) Compare {
	return Compare{Key: []byte(key), Target: "CREATE", Create: new(int64)}
}

// ModifiedAt holds if the key was changed last at a revision.
func ModifiedAt(key string, revision int64) Compare {
	return Compare{Key: []byte(key), Target: "MOD", Mod: &revision}
}

// never does not hold, whatever the key.
func never(key string) Compare {
	return Compare{Key: []byte(key), Target: "VERSION", Ver: new(int64(-1))}
}

// Op is one thing that a transaction does: one of its fields is set.
type Op struct {
	Range  *Range `json:"request_range,omitempty"`
	Put    *Put   `json:"request_put,omitempty"`
	Delete *Range `json:"request_delete_range,omitempty"`
	Txn    *Txn   `json:"request_txn,omitempty"`
}

// Put is a write.
type Put struct {
	Key   []byte `json:"key"`
	Value []byte `json:"value"`
	Lease int64  `json:"lease,string,omitempty"` // 0 for none
}

// TxnAnswer is what became of a transaction; of each operation that was done there is an
// answer, in their order.
type TxnAnswer struct {
	Header    Header     `json:"header"`
	Succeeded bool       `json:"succeeded"` // what it compares did hold
	Responses []OpAnswer `json:"responses"`
}

// OpAnswer is the answer to an operation: the field that is named after it is set.
type OpAnswer struct {
	Range  *RangeAnswer `json:"response_range"`
	Put    *struct{}    `json:"response_put"`
	Delete *struct{}    `json:"response_delete_range"`
	Txn    *TxnAnswer   `json:"response_txn"`
}

// Txn does a transaction; one that only reads is asked again where no answer came. One with more than [MaxOps] is a [*client.Argument].
func (g *Gateway) Txn(ctx context.Context, t Txn) (TxnAnswer, error) {
	var answer TxnAnswer
	if n := max(len(t.Success), len(t.Failure)); n > MaxOps {
		return answer, &client.Argument{Name: "transaction", Reason: fmt.Sprintf("has %d operations; etcd takes %d", n, MaxOps)}
	}
	err := g.call(ctx, client.Post{
		Path: "/v3/kv/txn", Body: t, Reads: t.reads(),
		Fits: func() error { return answer.fits(t) },
	}, &answer)
	return answer, err
}

// reads reports whether a transaction only reads, whatever holds.
func (t Txn) reads() bool {
	for _, ops := range [][]Op{t.Success, t.Failure} {
		for _, op := range ops {
			if op.Range == nil && (op.Txn == nil || !op.Txn.reads()) {
				return false
			}
		}
	}
	return true
}

var errForeign = errors.New("it answered a transaction with other operations than it has")

// fits says why it cannot be the answer to a transaction.
func (a *TxnAnswer) fits(t Txn) error {
	done := t.Failure
	if a.Succeeded {
		done = t.Success
	}
	if len(a.Responses) != len(done) {
		return errForeign
	}
	for i, op := range done {
		r := a.Responses[i]
		if (op.Range != nil) != (r.Range != nil) || (op.Put != nil) != (r.Put != nil) || (op.Delete != nil) != (r.Delete != nil) || (op.Txn != nil) != (r.Txn != nil) {
			return errForeign
		}
		var err error
		switch {
		case op.Txn != nil:
			err = r.Txn.fits(*op.Txn)
		case op.Range != nil:
			err = r.Range.fits(*op.Range)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Try has etcd refuse what it would refuse of a transaction, for its size or for want of a
// right, and changes nothing, not even the revision: it compares in vain, too, with a key
// that the user may read, whether there is one or not. It makes an entry in the raft log.
func (g *Gateway) Try(ctx context.Context, key string, t Txn) error {
	t.Compare, t.Failure = append([]Compare{never(key)}, t.Compare...), nil
	_, err := g.Txn(ctx, t)
	return err
}

// NoOp makes an entry in the raft log and changes nothing.
func (g *Gateway) NoOp(ctx context.Context) error {
	const key = "/"
	return g.Try(ctx, key, Txn{Success: []Op{{Put: &Put{Key: []byte(key)}}}})
}
