package client

import (
	"context"
	"fmt"
)

// pastAnswer says that a write was answered with an index of the store from before
// it was sent, which no change made since then can have.
type pastAnswer struct{ index, known uint64 }

func (p *pastAnswer) Error() string {
	return fmt.Sprintf("it was answered with index %d, but the store was at %d before: that answer is an earlier request's", p.index, p.known)
}

// wentBack says that the store counts anew, from less than it was at.
type wentBack struct{ from, to uint64 }

func (w *wentBack) Error() string {
	return fmt.Sprintf("the store's index went back from %d to %d: its data was lost or replaced", w.from, w.to)
}

// explain tells why a write was answered from the past: something between gave it
// an earlier answer, or the store itself went back. Then the index that was known
// is forgotten, or no write would be believed again.
func (c *Client) explain(ctx context.Context, e endpoint, r request, past *pastAnswer) error {
	c.Close() // an earlier answer may wait on any other connection, too
	now, err := c.indexNow(ctx, e, r)
	if err != nil || now >= r.since {
		return past
	}
	c.newest.Store(now)
	return &wentBack{r.since, now}
}

// indexNow asks an endpoint for the store's index by a linearizable read.
func (c *Client) indexNow(ctx context.Context, e endpoint, r request) (uint64, error) {
	read, err := getRequest(r.key, GetOptions{Options: Options{RootKey: r.root, Timeout: r.timeout}, Quorum: true})
	if err != nil {
		return 0, err
	}
	ctx, cancel, limit := read.limit(ctx)
	defer cancel()
	resp, err := c.roundTrip(ctx, e, read, limit)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	now := meta(resp).EtcdIndex
	if now == nil || *now == 0 { // as of an error that has nothing to do with the store
		return 0, &notAnswer{"it was answered without the store's index"}
	}
	return *now, nil
}
