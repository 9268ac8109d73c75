package recipe

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"etcd2sh/client"
)

// Queue takes items from a directory of in-order keys, the lowest first. Those
// that use one Queue share what it has listed, and so do not ask for the same
// item; between several, etcd decides. Its fields may not change while it is in
// use; its methods may be called concurrently.
type Queue struct {
	Client *client.Client // of the cluster that keeps it
	Key    string         // the directory of the items
	// RootKey takes the place of "keys" in the path /v2/keys; empty means keys.
	RootKey string

	mu     sync.Mutex
	listed []entry // that nobody has tried to take yet, the next one first
	index  uint64  // of the store when they were listed
}

// Item was taken from a queue, and nobody else can have taken it.
type Item struct {
	Key   string // that it had in the queue
	Value string // what was put there
	Index uint64 // its createdIndex
}

// ErrEmpty says that a queue has no item.
var ErrEmpty = errors.New("the queue is empty")

// MaybeTaken says that a delete of an item was sent whose outcome is unknown: the
// item may have been taken, by this delete or by another taker, or be in the
// queue yet, where the next Dequeue finds it.
type MaybeTaken struct {
	Item    Item                   // as it was read before the delete
	Unknown *client.UnknownOutcome // the delete
}

// Error names the item's key, and why nobody can tell.
func (m *MaybeTaken) Error() string {
	return fmt.Sprintf("%s may have been taken: %v", m.Item.Key, m.Unknown)
}

// Unwrap gives the unknown outcome.
func (m *MaybeTaken) Unwrap() error { return m.Unknown }

// Dequeue takes the lowest item. The error is [ErrEmpty] when there is none, and
// a [*MaybeTaken] when it cannot be told whether the item was taken; after any
// other error nothing was.
func (q *Queue) Dequeue(ctx context.Context) (*Item, error) {
	d, err := newDirectory(q.Client, q.Key, q.RootKey)
	if err != nil {
		return nil, err
	}
	item, _, err := q.dequeue(ctx, d)
	return item, err
}

// DequeueWait is Dequeue but waits while the queue is empty.
func (q *Queue) DequeueWait(ctx context.Context) (*Item, error) {
	d, err := newDirectory(q.Client, q.Key, q.RootKey)
	if err != nil {
		return nil, err
	}
	item, index, err := q.dequeue(ctx, d)
	if !errors.Is(err, ErrEmpty) {
		return item, err
	}
	o := client.WatchOptions{RootKey: q.RootKey, Recursive: true, From: index + 1, ReadAhead: readAhead}
	for event, err := range d.watch(ctx, d.key, o) {
		if err != nil {
			return nil, err
		}
		if len(d.apply(nil, event)) == 0 {
			continue // no item came
		}
		if item, _, err := q.dequeue(ctx, d); !errors.Is(err, ErrEmpty) {
			return item, err
		}
	}
	return nil, context.Cause(ctx)
}

// dequeue takes an item or tells at which index there was none.
func (q *Queue) dequeue(ctx context.Context, d directory) (*Item, uint64, error) {
	for {
		e, index, err := q.next(ctx, d)
		if err != nil {
			return nil, index, err
		}
		item, err := take(ctx, d, e)
		switch {
		case err == nil:
			return item, index, nil
		case !errors.Is(err, errNotOurs):
			q.forget()
			return nil, index, err
		}
	}
}

// forget makes the next one list anew: an entry may still be in the queue that
// was tried in vain.
func (q *Queue) forget() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.listed = nil
}

// next gives the lowest entry that was not tried yet. One that somebody else
// took or changed since it was listed is found out by taking it.
func (q *Queue) next(ctx context.Context, d directory) (e entry, index uint64, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.listed) == 0 {
		if q.listed, q.index, err = d.list(ctx); err != nil {
			return entry{}, 0, err
		}
	}
	if len(q.listed) == 0 {
		return entry{}, q.index, ErrEmpty
	}
	e, q.listed = q.listed[0], q.listed[1:]
	return e, q.index, nil
}

// errNotOurs says that an item was gone or changed.
var errNotOurs = errors.New("the item was taken by another")

// take deletes an entry as it was listed, which can succeed once.
func take(ctx context.Context, d directory, e entry) (*Item, error) {
	item := Item{e.key, e.value, e.created}
	unknown, err := d.deleteOnce(ctx, e.key, client.DeleteOptions{PrevIndex: &e.modified})
	switch {
	case err == nil:
		return &item, nil
	case isGone(err) && unknown == nil:
		return nil, errNotOurs
	case isGone(err):
		r, failed := d.client.Resolve(ctx, unknown, 0)
		if failed == nil && r.Verdict == client.CannotHappen {
			return nil, errNotOurs
		}
	}
	if unknown != nil {
		return nil, &MaybeTaken{item, unknown}
	}
	return nil, err
}
