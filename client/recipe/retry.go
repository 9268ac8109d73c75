package recipe

import (
	"context"
	"errors"
	"iter"
	"time"

	"etcd2sh/client"
)

// repeats is how often something is tried again after a lost answer, and
// retryDelay how long the wait before each is.
const (
	repeats    = 3
	retryDelay = 50 * time.Millisecond
)

// deleteOnce deletes a key under a condition that holds for it once only. A
// delete whose answer was lost is sent again, as one of them can succeed at
// most; unknown is then the first one's, and the error that of the last. A refusal
// with unknown leaves open which delete it was that succeeded.
func (d directory) deleteOnce(ctx context.Context, key string, o client.DeleteOptions) (unknown *client.UnknownOutcome, err error) {
	o.Options = d.options()
	for range 1 + repeats {
		_, err = d.client.Delete(ctx, key, o)
		var last *client.UnknownOutcome
		if !errors.As(err, &last) {
			return unknown, err
		}
		if unknown == nil {
			unknown = last
		}
		if pause(ctx, retryDelay) != nil {
			return unknown, err
		}
	}
	return unknown, err
}

// isGone reports whether etcd refused because a key is not there any more, or
// is another one.
func isGone(err error) bool {
	var refused *client.Error
	if !errors.As(err, &refused) || errors.As(err, new(*client.UnknownOutcome)) {
		return false
	}
	switch refused.Code {
	case client.ErrKeyNotFound, client.ErrCompareFailed, client.ErrNotFile, client.ErrNotDir:
		return true
	}
	return false
}

// isTemporary reports whether a read may succeed later.
func isTemporary(err error) bool {
	return errors.As(err, new(*client.Unreachable)) || errors.As(err, new(*client.Timeout)) || errors.Is(err, client.ErrRaftInternal)
}

// readAhead is that of a watch that waits for one event.
const readAhead = 16

// watch is a watch of a key of the directory, or of itself, that goes on where
// [client.Client.Watch] gives up: when nobody answers its first poll. A server
// that has just told where to begin will be back.
func (d directory) watch(ctx context.Context, key string, o client.WatchOptions) iter.Seq2[*client.Event, error] {
	return func(yield func(*client.Event, error) bool) {
		for failed := true; failed; {
			failed = false
			for event, err := range d.client.Watch(ctx, key, o) {
				if isTemporary(err) {
					if err = pause(ctx, retryDelay); err == nil {
						failed = true
						break
					}
				}
				if !yield(event, err) {
					return
				}
			}
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// cleanupTimeout is the time for tidying up after a context has ended.
const cleanupTimeout = 3 * time.Second

// cleanupContext is a context for that.
func cleanupContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanupTimeout)
}
