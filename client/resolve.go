package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"
)

// Verdict is what can be told of a write whose answer was lost.
type Verdict int

// The verdicts of [Client.Resolve].
const (
	NotKnown     Verdict = iota // nobody can tell whether it happened, or it may happen yet
	Happened                    // it happened
	CannotHappen                // it did not happen and cannot any more
)

// String is the verdict in words, to follow "the write".
func (v Verdict) String() string {
	switch v {
	case Happened:
		return "happened"
	case CannotHappen:
		return "did not happen and cannot any more"
	}
	return "cannot be known"
}

// Resolution is what [Client.Resolve] found out.
type Resolution struct {
	Verdict Verdict // what can be told
	// Index is that of the event that is the write. With NotKnown it is that of
	// the first event just like the write: it is the write's own if nobody else
	// writes the same, as when its value is unique. 0 when there is none.
	Index  uint64
	Key    string // the key of that event; empty when there is none
	Reason string // the evidence, in a sentence for people
}

// Resolve finds out, as far as that can be, what became of a write whose
// outcome is unknown. It reads the key with quorum and then etcd's history, and
// writes nothing. All that it says is true of the store for good, but for
// NotKnown, about which a later call may know more.
//
// A write that has not happened may yet: it can wait in the network, or in a
// leader that lost its quorum. Only a condition on the key's modifiedIndex ends
// that, for an index that a key has left never comes back.
//
//	condition         found                                      verdict
//	prevIndex         the key is still at that index             NotKnown: it may happen yet
//	prevIndex         replaced, as this write would have         Happened at its index (1)
//	prevIndex         deleted, as this delete would have         NotKnown, with the index (2)
//	prevIndex         replaced or deleted in another way         CannotHappen
//	prevIndex         refreshed, by a refresh such as this       NotKnown: refreshes leave no events
//	prevIndex         gone, and so is the history (401)          NotKnown: it cannot any more, but may have
//	anything, (3)     an event just like this write              NotKnown: it may be older than this write
//	anything else     an event just like this write              NotKnown, with the index and key (2)
//	anything else     no such event                              NotKnown: it may happen yet
//	refresh           anything, without prevIndex                NotKnown
//
// (1) etcd makes that change once only; another client that sent the very same
// compare-and-set would be told the same. Of a [Client.Swap] it is NotKnown,
// with the index: other clients that apply one function to one value send the very
// same.
//
// (2) Another client may have written the same, and this write may happen yet
// if it has no prevIndex. In particular a create (prevExist=false) cannot
// happen while the key exists, but can when it is deleted; and a compare with
// a value can succeed whenever the key has that value again. A create in order
// is searched for in all of the directory.
//
// (3) where the client knew no index of the store before it sent the write, its
// first request: no event is named then.
//
// The history is searched from before the write was sent, for as long as timeout
// says, which also bounds the read as [Options] do, whatever the write was given;
// 0 means the client's own. An error says that etcd could not be asked; u must be from
// a Client, else it is an [*Argument].
func (c *Client) Resolve(ctx context.Context, u *UnknownOutcome, timeout time.Duration) (Resolution, error) {
	w, err := newUnknownWrite(c, u, cmp.Or(timeout, c.timeout))
	if err != nil {
		return Resolution{}, err
	}
	now, err := w.present(ctx)
	if err != nil {
		return Resolution{}, err
	}
	switch {
	case now.index < w.since:
		return Resolution{Reason: fmt.Sprintf("the store's index went back from %d to %d: this is not the store it was sent to", w.since, now.index)}, nil
	case w.prevIndex() > 0:
		return w.indexed(ctx, now)
	}
	return w.unindexed(ctx, now)
}

// present is a key as a linearizable read shows it.
type present struct {
	node  *Node  // nil when it is missing
	index uint64 // the store's
}

func (w *unknownWrite) present(ctx context.Context) (present, error) {
	o := Options{Timeout: w.limit, RootKey: w.root}
	r, err := w.client.Get(ctx, w.key, GetOptions{Options: o, Quorum: true})
	var refused *Error
	switch {
	case errors.As(err, &refused) && (refused.Code == ErrKeyNotFound || refused.Code == ErrNotDir):
		return present{index: refused.Index}, nil
	case err != nil:
		return present{}, err
	case r.Meta.EtcdIndex == nil:
		return present{}, fmt.Errorf("GET %s was answered without the store's index", w.key)
	}
	return present{r.Node, *r.Meta.EtcdIndex}, nil
}

// modified is the key's modifiedIndex; ok is false for a missing key and the
// root.
func (p present) modified() (i uint64, ok bool) {
	if p.node == nil || p.node.ModifiedIndex == nil {
		return 0, false
	}
	return *p.node.ModifiedIndex, true
}

// unchanged reports whether what the write is about is certainly as it was
// before the write was sent.
func (w *unknownWrite) unchanged(now present) bool {
	at, exists := now.modified()
	return now.index == w.since || exists && !w.inOrder() && at <= w.since
}

// indexed resolves a write with a condition on modifiedIndex: what decides is
// how the key left that index.
func (w *unknownWrite) indexed(ctx context.Context, now present) (Resolution, error) {
	at, exists := now.modified()
	switch {
	case w.prevIndex() > now.index:
		return Resolution{Reason: fmt.Sprintf("the store is at index %d and comes to %d only later: it may happen yet", now.index, w.prevIndex())}, nil
	case exists && at == w.prevIndex():
		return Resolution{Reason: fmt.Sprintf("it has not happened so far: the key still is at index %d; it may happen yet", at)}, nil
	case exists && at < w.prevIndex() || w.unchanged(now):
		return Resolution{Verdict: CannotHappen, Reason: fmt.Sprintf("the key was not at index %d when it was sent, and never will be", w.prevIndex())}, nil
	}
	e, err := w.search(ctx, now.index)
	switch {
	case errors.Is(err, ErrHistoryCleared):
		return w.leftIndex("whether it did is no longer in etcd's history"), nil
	case err != nil:
		return Resolution{}, err
	case e == nil:
		return w.leftIndex("no event was found that tells how; a refresh leaves none"), nil
	}
	return w.replacedBy(e), nil
}

// leftIndex is the resolution of a write that can have happened but no longer can.
func (w *unknownWrite) leftIndex(but string) Resolution {
	return Resolution{Reason: fmt.Sprintf("the key has left index %d, so it cannot happen any more; but %s", w.prevIndex(), but)}
}

// replacedBy is the resolution by the first event after the index that the write compared with.
// It is not the write's own if a refresh came between, which makes no event.
func (w *unknownWrite) replacedBy(e *Response) Resolution {
	index := *e.Node.ModifiedIndex
	switch {
	case w.refreshes() && !w.follows(e.PrevNode):
		return w.leftIndex("a refresh leaves no event that would show it")
	case w.refreshes() || !w.alike(e):
		return Resolution{Verdict: CannotHappen, Reason: fmt.Sprintf("the key left index %d without it; the first event after it is the %s at index %d", w.prevIndex(), e.Action, index)}
	case w.since == 0:
		return w.leftIndex(nothingKnown + ", so that the same change may be an older one")
	}
	r := Resolution{Index: index, Key: *e.Node.Key}
	if w.swap || e.Node.Value == nil {
		r.Reason = fmt.Sprintf("a %s just like it happened at index %d, by it or by another client's like it; it cannot happen again", e.Action, index)
		return r
	}
	r.Verdict = Happened
	r.Reason = fmt.Sprintf("the value took the place of the one of index %d at index %d, which can happen once only; nobody can tell whether this request did it or the very same one of another client", w.prevIndex(), index)
	return r
}

// nothingKnown is why an event cannot be told from one before the write.
const nothingKnown = "nothing was known of the store before it was sent"

// unindexed looks for an event like the write. The answer is only evidence.
func (w *unknownWrite) unindexed(ctx context.Context, now present) (Resolution, error) {
	switch {
	case w.refreshes() && now.node != nil && now.node.Dir:
		return Resolution{Reason: "a new ttl of a directory leaves no trace but the ttl"}, nil
	case w.unchanged(now):
		return Resolution{Reason: "it has not happened so far: nothing has changed since it was sent; it may happen yet"}, nil
	case w.refreshes():
		return Resolution{Reason: "a refresh leaves no event that would show it; it may happen yet"}, nil
	case w.since == 0:
		return Resolution{Reason: nothingKnown + ", so that an event just like it may be an older one; it may happen yet"}, nil
	}
	e, err := w.search(ctx, now.index)
	switch {
	case errors.Is(err, ErrHistoryCleared):
		return Resolution{Reason: fmt.Sprintf("etcd's history does not go back to index %d, before it was sent", w.since)}, nil
	case err != nil:
		return Resolution{}, err
	case e == nil:
		return Resolution{Reason: fmt.Sprintf("no event like it was found in etcd's history from index %d to %d; it may happen yet", w.since+1, now.index)}, nil
	}
	return Resolution{
		Index: *e.Node.ModifiedIndex, Key: *e.Node.Key,
		Reason: fmt.Sprintf("a %s just like it happened at index %d, by it or by another client's like it; if by that, it may happen yet", e.Action, *e.Node.ModifiedIndex),
	}, nil
}
