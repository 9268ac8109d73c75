package client

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// silence is the limit of an exchange: how long it may go on without a sign of its
// answer. The connecting, the sending and the head of the answer are one silence;
// each piece of the body ends another.
type silence struct {
	limit    time.Duration
	timer    *time.Timer // nil without a limit
	exceeded atomic.Bool
}

// limit bounds the silence in an exchange, which ends with the context that it
// gives; of a long poll without a timeout until the head of its answer, which
// comes at once.
func (r request) limit(ctx context.Context) (context.Context, context.CancelFunc, *silence) {
	ctx, cancel := context.WithCancel(ctx)
	s := &silence{limit: cmp.Or(r.timeout, r.headTimeout)}
	if s.limit > 0 {
		s.timer = time.AfterFunc(s.limit, func() {
			s.exceeded.Store(true)
			cancel()
		})
	}
	return ctx, func() { s.end(); cancel() }, s
}

// broken is called with each sign of the answer.
func (s *silence) broken() {
	if s.timer != nil && s.timer.Stop() {
		s.timer.Reset(s.limit)
	}
}

// end lifts the limit.
func (s *silence) end() {
	if s.timer != nil {
		s.timer.Stop()
	}
}

// cause is err, or the end of the silence's limit where that was its cause: what had
// not been sent by then was not sent.
func (s *silence) cause(err error) error {
	switch {
	case !s.exceeded.Load() || !errors.Is(err, context.Canceled):
		return err
	case errors.As(err, new(*unsent)):
		return &unsent{context.DeadlineExceeded}
	}
	return &lostAnswer{context.DeadlineExceeded}
}
