package migrate

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
)

// owns reports whether a migration changed a key last: whether the mark was written at
// the same revision. Of revisions that are compacted nobody knows it.
func (m *Migration) owns(ctx context.Context, kv *gateway.KV) (bool, error) {
	then, err := m.To.Range(ctx, gateway.Range{Key: []byte(m.Mark()), Revision: kv.ModRevision})
	if client.Refused(err, client.RPCOutOfRange) {
		return false, nil
	}
	return err == nil && len(then.KVs) == 1 && then.KVs[0].ModRevision == kv.ModRevision, err
}

// owns is the same, asked once for each revision: one writes all that it changes.
func (f *follower) owns(ctx context.Context, kv *gateway.KV) (bool, error) {
	if own, asked := f.owned[kv.ModRevision]; asked {
		return own, nil
	}
	own, err := f.Migration.owns(ctx, kv)
	if err == nil {
		f.owned[kv.ModRevision] = own
	}
	return own, err
}
