package migrate

import (
	"context"
	"sync"
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

// leases are those that a migration knows to be there.
type leases struct {
	mu    sync.Mutex
	known map[int64]bool
	made  int
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
