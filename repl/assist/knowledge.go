package assist

import (
	"errors"

	"etcd2sh/client"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// Forget is an Observer's.
func (s *Assistant) Forget() {
	s.known.Seen.Clear()
	s.known.Listings.Clear()
}

// Saw is an Observer's.
func (s *Assistant) Saw(r *client.Response) { s.known.Seen.Learn(r) }

// Called learns from a call's outcome.
func (s *Assistant) Called(c lang.Call, v any, err error) {
	if c.Command.Session || c.Elsewhere() {
		return // nothing of the store as it is
	}
	keys := c.Keys(s.Dir())
	if c.Command.Group != lang.GroupReading {
		for _, key := range keys {
			s.known.Listings.Drop(key)
		}
	}
	var refused *client.Error
	r := answerOf(v)
	switch {
	case errors.As(err, new(*client.UnknownOutcome)), errors.As(err, new(*command.DeleteError)):
		s.known.Seen.Forget(keys...)
	case errors.As(err, &refused):
		s.known.Seen.Refused(refused)
	case r != nil:
		s.known.Seen.Learn(r)
	case err == nil && (c.Command.Group != lang.GroupMoving || len(keys) > 1):
		s.known.Seen.Forget(keys...) // missing, deleted, copied over, or another value than expected
	}
}

func answerOf(v any) *client.Response {
	switch v := v.(type) {
	case *client.Response:
		return v
	case eval.Reduced:
		return v.Answer
	}
	return nil
}
