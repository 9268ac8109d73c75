package eval

import (
	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// Observer is told what the session learns of the store. It is called by
// several goroutines at once.
type Observer interface {
	Called(c lang.Call, v any, err error) // a command gave this
	Saw(r *client.Response)               // an answer that is no command's result
	Forget()                              // nothing of what was told holds any more
}

// SetObserver says who is told, before the first command.
func (s *Session) SetObserver(o Observer) { s.observer = o }

// Observer gives who is told; nil where nobody types.
func (s *Session) Observer() Observer { return s.observer }

// Saw tells of an answer that is no command's result.
func (s *Session) Saw(r *client.Response) {
	if s.observer != nil {
		s.observer.Saw(r)
	}
}

// Forget tells that another store is meant, or that much was changed.
func (s *Session) Forget() {
	if s.observer != nil {
		s.observer.Forget()
	}
}

// called tells of what a command gave.
func (s *Session) called(c lang.Call, v any, err error) {
	if s.observer != nil {
		s.observer.Called(c, v, err)
	}
	if course := s.attending(); course != nil && !c.Secret() {
		course.Called(c, v, err)
	}
}
