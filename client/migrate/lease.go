package migrate

import (
	"context"
	"sync"

	"etcd2sh/client/gateway"
)

// leaseMark is the upper part of the ids of leases that migrations grant: the rest is
// the second in which they end, so that each run gives a second the same id.
const leaseMark = 0x2e2d << 40

// leaseID is the id of the lease of a second; 0, none, for what never ends.
func (l life) leaseID() int64 {
	if l.second == 0 {
		return 0
	}
	return leaseMark | l.second
}

// unlike says how a key with a lease goes otherwise than a life ends; "" if it does not.
func (l life) unlike(lease int64) string {
	switch {
	case lease == l.leaseID(), l.byMap && lease&^(1<<40-1) == leaseMark:
		return ""
	case l.second == 0:
		return "goes with a lease there, and stays in v2"
	case lease == 0:
		return "stays there, and goes in v2"
	}
	return "goes at another time there than in v2"
}

// leases are those that a migration knows to be there.
type leases struct {
	mu    sync.Mutex
	known map[int64]bool
	made  int
}

// lacking gives the lives whose leases a batch needs, and that are not known to be there:
// those of keys that will be written, as far as can be seen. A key that is there already,
// and that is only made where there is none, needs none.
func (m *Migration) lacking(ctx context.Context, ls *leases, batch []change) ([]life, error) {
	var need []life
	var look gateway.Txn
	var of []life
	for _, c := range batch {
		switch {
		case c.deleted || c.life.over() || ls.knows(c.life):
		case c.at != 0:
			need = append(need, c.life)
		default:
			look.Success = append(look.Success, gateway.Op{Range: &gateway.Range{Key: []byte(c.Key), KeysOnly: true}})
			of = append(of, c.life)
		}
	}
	if len(of) == 0 {
		return need, nil
	}
	answer, err := m.To.Txn(ctx, look)
	if err != nil {
		return nil, err
	}
	for i, l := range of {
		if len(answer.Responses[i].Range.KVs) == 0 {
			need = append(need, l)
		}
	}
	return need, nil
}

// knows reports whether the lease of a life is known to be there, or none is needed.
func (ls *leases) knows(l life) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	id := l.leaseID()
	return id == 0 || ls.known[id]
}

// grant grants the lease of a life, if there is none yet.
func (m *Migration) grant(ctx context.Context, ls *leases, l life) error {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	id := l.leaseID()
	if id == 0 || ls.known[id] {
		return nil
	}
	made, err := m.To.Grant(ctx, id, l.remaining())
	if err != nil {
		return err
	}
	if ls.known[id] = true; made {
		ls.made++
	}
	return nil
}

// forget forgets the lease of a life, which is not there any more.
func (ls *leases) forget(l life) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	delete(ls.known, l.leaseID())
}
