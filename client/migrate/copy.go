package migrate

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
)

// Counts are what became of the keys.
type Counts struct {
	Created   int // they are there now
	Same      int // they were there already, with the same value and the same end
	Conflicts int // they were there with another value or end, and were left alone
	Skipped   int // they were left out: by Map, for their ttl, or because that was over
	Leases    int // were granted
}

// Conflict is a key of v3's that holds something else than v2 has for it.
type Conflict struct {
	Source  string // the key of v2's
	Key     string // that of v3's
	There   string // the value there
	Life    string // how that goes otherwise than v2's, if it is the same value; else ""
	Gone    bool   // it is not there at all, or not any more
	Deleted bool   // v2 has it no longer
	Err     error  // why it cannot be written at all; else nil
}

// workers is how many transactions are under way at once.
const workers = 4

// copying is a copy under way. What follows mu is shared by its workers.
type copying struct {
	*Migration
	leases leases

	mu     sync.Mutex
	counts Counts
	// came is told of each change and what became of it, in place of a conflict; nil takes
	// that for what it is.
	came func(change, outcome)
}

// Copy makes the keys that were read, where there are none, and tells of each conflict.
// Where it is not done, for the end of the context or any other reason, the error is a
// [*BrokenOff].
func (m *Migration) Copy(ctx context.Context, s *Source) (Counts, error) {
	c := &copying{Migration: m, leases: leases{known: map[int64]bool{}}}
	err := c.copy(ctx, s)
	if len(s.Items) > 0 && (err == nil || ctx.Err() != nil) {
		err = cmp.Or(err, m.unmark(ctx))
	}
	if err != nil {
		return c.counts, &BrokenOff{Counts: c.counts, Of: len(s.Items), Err: err}
	}
	return c.counts, nil
}

// copy makes the keys; the mark stays.
func (c *copying) copy(ctx context.Context, s *Source) error {
	all := make([]change, len(s.Items))
	for i, item := range s.Items {
		item.Key = c.Into + item.Key
		all[i] = change{Item: item}
	}
	c.counts.Skipped += s.Skipped
	err := each(batches(all), func(batch []change) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		// What has begun is waited for: that takes a moment, and leaves nothing unknown.
		got, err := c.send(context.WithoutCancel(ctx), &c.leases, batch)
		if err == nil {
			c.count(batch, got)
			c.advance(len(batch))
		}
		return err
	})
	c.counts.Leases = c.leases.made
	return err
}

// count takes the outcomes of a batch.
func (c *copying) count(batch []change, got []outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, item := range batch {
		o := got[i]
		if c.came != nil {
			c.came(item, o)
		}
		switch {
		case o.done && item.life.over():
			c.counts.Skipped++
		case o.done:
			c.counts.Created++
		case item.is(o.found):
			c.counts.Same++
		case c.came != nil:
		default:
			c.counts.Conflicts++
			c.tell(item.conflict(o.found))
		}
	}
}

// advance tells of keys that are done.
func (m *Migration) advance(keys int) {
	if m.Progress != nil {
		m.Progress(keys)
	}
}

// tell tells of a conflict.
func (m *Migration) tell(c Conflict) {
	if m.Conflict != nil {
		m.Conflict(c)
	}
}

// value is what a key holds, if there is one.
func value(kv *gateway.KV) string {
	if kv == nil {
		return ""
	}
	return string(kv.Value)
}

// unmarkTime is how long the mark's end may take that is not to be waited for by anybody.
const unmarkTime = 5 * time.Second

// unmark deletes the mark, also where the work was ended in the meantime.
func (m *Migration) unmark(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unmarkTime)
	defer cancel()
	_, err := m.To.Txn(ctx, gateway.Txn{Success: []gateway.Op{{Delete: &gateway.Range{Key: []byte(m.Mark())}}}})
	if err != nil {
		return fmt.Errorf("the mark %s could not be deleted: %w", m.Mark(), err)
	}
	return nil
}

// each works on batches, several at once, and stops at the first failure; of
// several it gives an unknown outcome before any other.
func each(all [][]change, work func([]change) error) error {
	var mu sync.Mutex
	var failed error
	next := 0
	take := func() []change {
		mu.Lock()
		defer mu.Unlock()
		if failed != nil || next == len(all) {
			return nil
		}
		next++
		return all[next-1]
	}
	var wg sync.WaitGroup
	for range min(workers, len(all)) {
		wg.Go(func() {
			for batch := take(); batch != nil; batch = take() {
				if err := work(batch); err != nil {
					mu.Lock()
					if failed == nil || client.IsUnknown(err) {
						failed = err
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return failed
}
