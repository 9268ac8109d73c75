package client

import (
	"context"
	"fmt"
	"iter"
)

// DefaultReadAhead is the read-ahead of a watch that names none.
const DefaultReadAhead = 4000

// Event is what a watch saw: a change of the store, or a gap.
type Event struct {
	*Response              // the change; after a gap the present state as Get answers it, nil when the key is missing
	Lost      *HistoryLost // nil for a change; else events may have been missed, and this is exactly where; one for all keys
	Key       string       // after a gap the key whose state it is; else ""
}

// HistoryLost says that the events that a watch asked for are gone. Either etcd
// had forgotten them: it keeps the last 1000 of the whole store. Then those from
// Asked up to Index may have been missed. Or the store went back behind an index
// that it had shown: its data was lost, or replaced by older data. Then any of
// that store's and of the new one's may have been. The events after Index follow.
type HistoryLost struct {
	Asked  uint64 // the first index that was asked for
	Oldest uint64 // the oldest index that etcd still had then; 0 when it did not say
	Index  uint64 // the index of the state that is told instead; of several keys', the oldest one's
	Seen   uint64 // the newest index that had been seen of a store that went back; else 0
}

// Error says which events may have been missed.
func (h *HistoryLost) Error() string {
	if h.Seen != 0 {
		return fmt.Sprintf("the store went back from index %d to %d: its data was lost or replaced; the state of index %d takes the place of the events", h.Seen, h.Index, h.Index)
	}
	return fmt.Sprintf("etcd has forgotten the events from index %d on (its oldest is %d); the state of index %d takes their place", h.Asked, h.Oldest, h.Index)
}

// WatchOptions say what to watch, and from where.
type WatchOptions struct {
	// RootKey takes the place of "keys" in the path /v2/keys; empty means keys.
	RootKey string
	// TrailingSlash is that of [Options].
	TrailingSlash bool
	// Recursive watches all that is below the key too, hidden nodes apart.
	Recursive bool
	// From is the first index wanted. 0 means from now on: after the index that
	// the store has when the first poll reaches it.
	From uint64
	// ReadAhead is how many events are kept for a consumer that is slower than
	// the store. When they are that many, the watch asks for no more until one is
	// taken; if etcd forgets events meanwhile, that comes as a gap. 0 means
	// DefaultReadAhead.
	ReadAhead int
	// Trouble is told of each failure that the watch survives, as the loss of its
	// connection. It is called from another goroutine than the loop, one call at a
	// time, and must not block. nil means nobody is told.
	Trouble func(error)
}

// Watch yields every change of a key, each once and in order, from the moment
// the loop begins. It is a sequence of long polls that survives lost
// connections and servers: it asks again, at all endpoints, for as long as ctx
// lives, and about every 20 seconds in which nothing came it asks the next one,
// as a server may stand still or be cut off from the others. Which endpoint it
// asks is its own affair: other requests stay where they are.
//
// The deletion or expiry of a directory above the key is a change of the key too;
// then the node is that directory. A refresh is none.
//
// The watch ends when the loop does, and leaves nothing behind. Otherwise its
// last pair is a nil event with an error: the context's when that ended (what
// was read ahead is dropped then), or the reason why there can be no watch: at
// the beginning anything, as [*Unreachable], later a refusal of etcd's, an
// answer that is too large, or an [*OtherCluster].
//
// Where etcd has forgotten what comes next, or the store has gone back behind an
// index that was seen before, the event has Lost set, and the present state, read
// with quorum, in place of a change.
//
// The sequence can be used several times; each use is a watch of its own.
func (c *Client) Watch(ctx context.Context, key string, o WatchOptions) iter.Seq2[*Event, error] {
	return c.WatchKeys(ctx, []string{key}, o)
}

// WatchKeys is [Client.Watch] of several keys as one: each event once, whichever of
// them it is of, in the order of their indexes. It asks for all changes below the
// deepest directory that holds the keys, which must be allowed to be read, and tells
// those of the keys; a key with a hidden element below that directory is refused with
// an [*Argument]. A gap is told by one event for each key, in their order, with its
// state and the same Lost.
func (c *Client) WatchKeys(ctx context.Context, keys []string, o WatchOptions) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		w, err := c.newWatch(keys, o)
		if err != nil {
			yield(nil, err)
			return
		}
		if err := w.feed(ctx, yield); err != nil {
			yield(nil, err)
		}
	}
}

// feed runs the watch beside the loop. It is nil when the loop wants no more.
func (w *watch) feed(ctx context.Context, yield func(*Event, error) bool) error {
	inner, cancel := context.WithCancel(ctx)
	var failed error
	w.work.Go(func() {
		failed = w.run(inner)
		close(w.events)
	})
	defer w.work.Wait()
	defer cancel()
	for e := range w.events {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !yield(e, nil) {
			return nil
		}
	}
	return failed
}
