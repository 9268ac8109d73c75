package client

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"
)

// outcomeOf makes of an exchange's error what the caller is told.
func outcomeOf(ctx context.Context, r request, err error) error {
	var lost *lostAnswer
	switch {
	case r.write() && errors.As(err, &lost):
		return &UnknownOutcome{Request: r.name, Err: lost.reason(ctx, r.timeout), write: r}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return &Timeout{Request: r.name, After: cmp.Or(r.timeout, r.headTimeout)}
	case errors.As(err, &lost):
		return lost.reason(ctx, r.timeout)
	}
	var u *unsent
	if errors.As(err, &u) {
		return inPlainWords(u.err)
	}
	return err
}

// unsent marks a failure before the first byte of the request left.
type unsent struct{ err error }

func (u *unsent) Error() string { return u.err.Error() }
func (u *unsent) Unwrap() error { return u.err }

// lostAnswer marks a failure after it.
type lostAnswer struct{ err error }

func (l *lostAnswer) Error() string { return l.err.Error() }
func (l *lostAnswer) Unwrap() error { return l.err }

func isLost(err error) bool { return err != nil && errors.As(err, new(*lostAnswer)) }

// reason is the loss in the caller's terms.
func (l *lostAnswer) reason(ctx context.Context, limit time.Duration) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(l.err, context.DeadlineExceeded):
		return &noAnswer{limit}
	case errors.Is(l.err, io.EOF), errors.Is(l.err, io.ErrUnexpectedEOF):
		return errCut
	}
	return inPlainWords(l.err)
}

var errCut = errors.New("the connection was closed before the answer was complete")

// noAnswer is a write's timeout: unlike [Timeout] it says nothing about what
// was done.
type noAnswer struct{ after time.Duration }

func (n *noAnswer) Error() string { return "no answer within " + n.after.String() }
func (n *noAnswer) Unwrap() error { return context.DeadlineExceeded }
