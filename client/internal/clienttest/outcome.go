package clienttest

import (
	"context"
	"errors"
	"testing"

	"etcd2sh/client"
)

// The outcomes of a request, as its error tells them.
const (
	Done        = "done"
	Unknown     = "unknown outcome"
	Refused     = "refused"
	NotV2       = "not etcd"
	Unreachable = "unreachable"
	TooLarge    = "too large"
	TimedOut    = "timed out"
	Canceled    = "canceled"
	Other       = "something else"
)

// Outcome names what an error says became of the request.
func Outcome(err error) string {
	switch {
	case err == nil:
		return Done
	case errors.As(err, new(*client.UnknownOutcome)):
		return Unknown
	case errors.Is(err, client.ErrTooLarge):
		return TooLarge
	case errors.As(err, new(*client.Unreachable)):
		return Unreachable
	case errors.As(err, new(*client.NotV2)):
		return NotV2
	case errors.As(err, new(*client.Error)):
		return Refused
	case errors.As(err, new(*client.Timeout)):
		return TimedOut
	case err == context.Canceled:
		return Canceled
	}
	return Other
}

// WantOutcome checks that an error tells an outcome.
func WantOutcome(t *testing.T, err error, want string) {
	t.Helper()
	if got := Outcome(err); got != want {
		t.Errorf("got %s: %v (%T), want %s", got, err, err, want)
	}
}
