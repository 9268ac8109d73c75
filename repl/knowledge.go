package repl

import (
	"errors"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// knowledge is what a session knows of the store without asking: for hints and
// completion. The zero knowledge is empty and ready; it is safe for concurrent
// use.
type knowledge struct {
	seen     seen
	listings listings
}

// Forget is an Observer's.
func (s *Assistant) Forget() {
	s.known.seen.clear()
	s.known.listings.clear()
}

// Saw is an Observer's.
func (s *Assistant) Saw(r *client.Response) { s.known.seen.learn(r) }

// Called learns from a call's outcome.
func (s *Assistant) Called(c lang.Call, v any, err error) {
	switch {
	case c.Command.Session, c.OptionString("root-key") != nil, c.OptionUint("wait-index") != nil:
		return // nothing of the store; another name space; the past
	}
	keys := s.keysOf(c)
	if c.Command.Group != lang.GroupReading {
		for _, key := range keys {
			s.known.listings.drop(key)
		}
	}
	var refused *client.Error
	r := answerOf(v)
	switch {
	case errors.As(err, new(*client.UnknownOutcome)), errors.As(err, new(*DeleteError)):
		s.known.seen.forget(keys...)
	case errors.As(err, &refused):
		s.known.seen.refused(refused)
	case r != nil:
		s.known.seen.learn(r)
	case err == nil && (c.Command.Group != lang.GroupMoving || len(keys) > 1):
		s.known.seen.forget(keys...) // missing, deleted, copied over, or another value than expected
	}
}

// keysOf gives the keys that a call is about.
func (s *Session) keysOf(c lang.Call) []string {
	var keys []string
	for _, a := range c.Args {
		if path, ok := a.(lang.KeyPath); ok {
			if key, err := path.From(s.dir); err == nil {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

func answerOf(v any) *client.Response {
	switch v := v.(type) {
	case *client.Response:
		return v
	case reduced:
		return v.answer
	}
	return nil
}
