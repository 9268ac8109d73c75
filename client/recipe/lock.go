package recipe

import (
	"context"
	"fmt"
	"os"

	"etcd2sh/client"
)

// Lock is a lock that one at a time can hold, in the order in which they asked.
// Its fields may not change while it is in use; its methods may be called
// concurrently, and every Acquire asks anew.
type Lock struct {
	Client *client.Client // of the cluster that keeps it
	Key    string         // the directory of the lock
	TTL    uint64         // seconds that a holder keeps it without a sign of life; 0 means DefaultTTL
	Owner  string         // who asks, as Show tells; empty means the host's name and the process's number
	// RootKey takes the place of "keys" in the path /v2/keys; empty means keys.
	RootKey string
	// Waits is told by Acquire, before it waits, who holds the lock and how many are
	// before it, that one among them; again when the one right before it has gone and
	// it still is not the first. nil means nobody is told.
	Waits func(holder Waiter, before int)

	clock func() instant // nil is the real one
}

// Acquire waits until the lock is held. ctx bounds the waiting, not the holding.
// After an error no key is left behind, or the error says which one is; it lives
// until its ttl ends. A [*client.UnknownOutcome] says that the key may have been
// made and was not found; it lives no longer either. [ErrLost] says that the
// place in the line was lost.
func (l *Lock) Acquire(ctx context.Context) (*Held, error) {
	owner := l.Owner
	if owner == "" {
		host, err := os.Hostname()
		if err != nil {
			return nil, err
		}
		owner = fmt.Sprintf("%s:%d", host, os.Getpid())
	}
	d, err := newDirectory(l.Client, l.Key, l.RootKey)
	if err != nil {
		return nil, err
	}
	line := newLine(d, l.TTL, l.clock)
	line.waits = l.Waits
	return line.enter(ctx, owner)
}

// Waiter is one who holds a lock or waits for it.
type Waiter struct {
	Key   string // that stands for it in the line
	Owner string // as Lock.Owner
	Token uint64 // as Held.Token
	TTL   *int64 // the seconds it has left; nil for a key that somebody made without a ttl
}

func (e entry) waiter() Waiter { return Waiter{e.key, e.owner(), e.created, e.ttl} }

// Show lists who has asked for the lock, the holder first.
func (l *Lock) Show(ctx context.Context) ([]Waiter, error) {
	d, err := newDirectory(l.Client, l.Key, l.RootKey)
	if err != nil {
		return nil, err
	}
	entries, _, err := d.list(ctx)
	waiters := make([]Waiter, len(entries))
	for i, e := range entries {
		waiters[i] = e.waiter()
	}
	return waiters, err
}
