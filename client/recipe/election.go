package recipe

import (
	"context"
	"iter"

	"etcd2sh/client"
)

// Election lets one of those who stand for it lead, in the order in which they
// asked, and tells everyone who it is. Its fields may not change while it is in
// use; its methods may be called concurrently.
type Election struct {
	Client *client.Client // of the cluster that keeps it
	Key    string         // the directory of the election
	TTL    uint64         // seconds that a leader keeps it without a sign of life; 0 means DefaultTTL
	// RootKey takes the place of "keys" in the path /v2/keys; empty means keys.
	RootKey string
	// Waits is told by Campaign what that of a [Lock] is by Acquire.
	Waits func(leader Waiter, before int)
}

// Campaign waits until name leads. What is returned ends with its Release. ctx
// and the errors are as for [Lock.Acquire]; an empty name is a
// [*client.Argument].
func (e *Election) Campaign(ctx context.Context, name string) (*Held, error) {
	if name == "" {
		return nil, &client.Argument{Name: "name", Reason: "is empty; observers could not tell who leads"}
	}
	d, err := newDirectory(e.Client, e.Key, e.RootKey)
	if err != nil {
		return nil, err
	}
	line := newLine(d, e.TTL, nil)
	line.waits = e.Waits
	return line.enter(ctx, name)
}

// Leader is who leads. The zero Leader is nobody.
type Leader struct {
	Name  string // as it was given to Campaign
	Token uint64 // as Held.Token
	Key   string // that stands for the leadership
}

// Observe yields who leads now and then each leader as it changes, none left out
// unless etcd has forgotten it (see [client.Client.Watch]); the latest never is.
// It ends when the loop does, or with an error: the context's, or what cannot be
// waited out.
func (e *Election) Observe(ctx context.Context) iter.Seq2[Leader, error] {
	return func(yield func(Leader, error) bool) {
		d, err := newDirectory(e.Client, e.Key, e.RootKey)
		if err != nil {
			yield(Leader{}, err)
			return
		}
		entries, index, err := d.list(ctx)
		if err != nil {
			yield(Leader{}, err)
			return
		}
		leads := leader(entries)
		if !yield(leads, nil) {
			return
		}
		o := client.WatchOptions{RootKey: e.RootKey, Recursive: true, From: index + 1}
		for event, err := range d.watch(ctx, d.key, o) {
			if err != nil {
				yield(Leader{}, err)
				return
			}
			entries = d.apply(entries, event)
			if now := leader(entries); now != leads {
				leads = now
				if !yield(leads, nil) {
					return
				}
			}
		}
	}
}

func leader(entries []entry) Leader {
	if len(entries) == 0 {
		return Leader{}
	}
	first := entries[0]
	return Leader{first.owner(), first.created, first.key}
}
