package assist

import (
	"errors"

	"etcd2sh/client"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// Forget has nothing of what was learned hold any more.
func (s *Assistant) Forget() { s.known.Clear() }

// Saw learns from an answer that is no command's result.
func (s *Assistant) Saw(r *client.Response) { s.known.Learn(r) }

// Called learns from a call's outcome.
func (s *Assistant) Called(c lang.Call, v any, err error) {
	if c.Command.Session || c.Elsewhere() {
		return // nothing of the store as it is
	}
	keys := c.Keys(s.session.Dir())
	if c.Command.Group != lang.GroupReading {
		for _, key := range keys {
			s.known.Changed(key)
		}
	}
	var refused *client.Error
	r := answerOf(v)
	switch {
	case errors.As(err, new(*client.UnknownOutcome)), errors.As(err, new(*command.DeleteError)):
		s.known.Forget(keys...)
	case errors.As(err, &refused):
		s.known.Refused(refused)
	case r != nil:
		s.known.Learn(r)
	case err == nil && (c.Command.Group != lang.GroupMoving || len(keys) > 1):
		s.known.Forget(keys...) // missing, deleted, copied over, or another value than expected
	}
}

func answerOf(v any) *client.Response {
	switch v := v.(type) {
	case *client.Response:
		return v
	case *client.Listing:
		return v.Response()
	case eval.Reduced:
		if v.Listing != nil {
			return v.Listing.Response()
		}
		return v.Answer
	}
	return nil
}
