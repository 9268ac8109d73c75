package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// historyLost goes on after etcd's refusal to tell the events from next on.
func (w *watch) historyLost(ctx context.Context, err error) error {
	if w.searched > w.next {
		w.next = w.searched // there was nothing up to here
		return nil
	}
	lost := &HistoryLost{Asked: w.next}
	var refused *Error
	if errors.As(err, &refused) {
		lost.Oldest = oldest(refused.Cause)
	}
	return w.tellStates(ctx, lost)
}

// behind goes on after a poll of a member that is behind what was seen. Either it
// lags, and another one is asked, or the store itself went back, as when its data
// was lost; a read with quorum tells. A member that lags does so for many polls: the
// whole tree is read only where it is to be told.
func (w *watch) behind(ctx context.Context) error {
	now, err := w.state(ctx, w.scopes[0].key, false)
	if err != nil {
		return err
	}
	if now.index >= w.newest {
		w.moveOn()
		return w.backOff(ctx, errBehind)
	}
	lost := &HistoryLost{Asked: w.next, Seen: w.newest}
	w.client.wentBack(w.newest, now.index)
	w.newest, w.searched = now.index, 0
	return w.tellStates(ctx, lost)
}

// tellStates tells what the store holds under each key instead of the events that
// are lost, and goes on behind that.
func (w *watch) tellStates(ctx context.Context, lost *HistoryLost) error {
	events := make([]*Event, len(w.scopes))
	for i := range w.scopes {
		s := &w.scopes[i]
		now, err := w.state(ctx, s.key, s.recursive)
		if err != nil {
			return err
		}
		if i == 0 {
			lost.Index = now.index // the oldest
		}
		s.known = now.index
		events[i] = &Event{Response: now.answer, Lost: lost, Key: s.key}
	}
	w.next, w.newest = lost.Index+1, max(w.newest, lost.Index)
	for _, e := range events {
		if err := w.send(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// oldest finds the index in "the requested history has been cleared [1008/8]".
func oldest(cause string) uint64 {
	var oldest, asked uint64
	_, indexes, _ := strings.Cut(cause, "[")
	if n, err := fmt.Sscanf(indexes, "%d/%d]", &oldest, &asked); n != 2 || err != nil {
		return 0
	}
	return oldest
}

// state is what the store holds now, and the index of that.
type state struct {
	answer *Response // nil when the key is missing
	index  uint64
}

// state reads a key until somebody answers.
func (w *watch) state(ctx context.Context, key string, recursive bool) (state, error) {
	r, err := getRequest(key, GetOptions{Options: Options{RootKey: w.options.RootKey, TrailingSlash: w.options.TrailingSlash}, Recursive: recursive, Sorted: true, Quorum: true})
	if err != nil {
		return state{}, err
	}
	r.place = w.request.place
	for {
		answer, err := w.client.keys(ctx, r)
		var refused *Error
		switch {
		case err == nil && answer.Meta.EtcdIndex != nil:
			return state{answer, *answer.Meta.EtcdIndex}, nil
		case err == nil:
			err = &NotV2{Endpoint: w.client.at(r.place).String(), Status: answer.Meta.Status, Found: "its answer has no X-Etcd-Index", Advice: "a proxy may have taken it away"}
			return state{}, err
		case errors.As(err, &refused) && (refused.Code == ErrKeyNotFound || refused.Code == ErrNotDir):
			return state{nil, refused.Index}, nil
		case permanent(err):
			return state{}, err
		}
		if err := w.backOff(ctx, err); err != nil {
			return state{}, err
		}
	}
}
