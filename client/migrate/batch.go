package migrate

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
)

// change is what is to become of a key of v3's.
type change struct {
	Item          // its Key is that of v3
	deleted bool  // it is to be gone
	at      int64 // the revision at which we changed it last; 0 where we did not, or do not know
	renews  bool  // only its ttl was given more time
}

// is reports whether a key is as the change would have it.
func (c change) is(kv *gateway.KV) bool {
	return kv != nil && string(kv.Value) == c.Value && c.life.unlike(kv.Lease) == ""
}

// conflict is that another one stands there.
func (c change) conflict(kv *gateway.KV) Conflict {
	told := Conflict{Source: c.source, Key: c.Key, There: value(kv), Gone: kv == nil, Deleted: c.deleted}
	if kv != nil && !c.deleted && told.There == c.Value {
		told.Life = c.life.unlike(kv.Lease)
	}
	return told
}

// outcome is what became of a change.
type outcome struct {
	done     bool
	revision int64       // of the store, then
	found    *gateway.KV // what is there instead, if it was not done; nil for nothing
}

// perBatch is how many keys one transaction changes: more make it no quicker.
const perBatch = 100

// batches cuts changes into what fits into one transaction each.
func batches(all []change) [][]change {
	var cut [][]change
	for len(all) > 0 {
		n, bytes := 1, all[0].size()
		for n < min(len(all), perBatch) && bytes+all[n].size() <= gateway.MaxBytes {
			bytes += all[n].size()
			n++
		}
		cut = append(cut, all[:n])
		all = all[n:]
	}
	return cut
}

// send makes changes in one transaction, each on its own condition, and writes the mark.
func (m *Migration) send(ctx context.Context, ls *leases, batch []change) ([]outcome, error) {
	const tries = 3
	for try := 1; ; try++ {
		need, err := m.lacking(ctx, ls, batch)
		if err != nil {
			return nil, err
		}
		for _, l := range need {
			if err := m.grant(ctx, ls, l); err != nil {
				return nil, err
			}
		}
		answer, err := m.To.Txn(ctx, m.txn(batch))
		if client.Refused(err, client.RPCNotFound) && try < tries { // a lease has ended meanwhile
			for _, c := range batch {
				ls.forget(c.life)
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		return outcomes(batch, answer), nil
	}
}

// txn is the transaction of a batch.
func (m *Migration) txn(batch []change) gateway.Txn {
	t := gateway.Txn{Success: []gateway.Op{{Put: &gateway.Put{Key: []byte(m.Mark()), Value: []byte(markValue)}}}}
	for _, c := range batch {
		t.Success = append(t.Success, gateway.Op{Txn: c.txn()})
	}
	return t
}

// txn is the part of a change: what is there instead is read where its condition fails.
func (c change) txn() *gateway.Txn {
	key := []byte(c.Key)
	t := &gateway.Txn{
		Compare: []gateway.Compare{gateway.Missing(c.Key)},
		Failure: []gateway.Op{{Range: &gateway.Range{Key: key}}},
	}
	if c.at != 0 {
		t.Compare = []gateway.Compare{gateway.ModifiedAt(c.Key, c.at)}
	}
	switch {
	case c.deleted && c.at != 0:
		t.Success = []gateway.Op{{Delete: &gateway.Range{Key: key}}}
	case !c.deleted && !c.life.over():
		t.Success = []gateway.Op{{Put: &gateway.Put{Key: key, Value: []byte(c.Value), Lease: c.life.leaseID()}}}
	}
	return t
}

// outcomes reads the answer to a batch.
func outcomes(batch []change, answer gateway.TxnAnswer) []outcome {
	all := make([]outcome, len(batch))
	for i := range batch {
		all[i].revision = answer.Header.Revision
		one := answer.Responses[i+1].Txn
		if all[i].done = one.Succeeded; one.Succeeded {
			continue
		}
		if kvs := one.Responses[0].Range.KVs; len(kvs) > 0 {
			all[i].found = &kvs[0]
		}
	}
	return all
}
