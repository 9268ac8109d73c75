package eval

import (
	"context"
	"io"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// Course is the lessons of a program that can start clusters for them. Exchanged and
// Called may come from several goroutines; the other methods are for the one that
// evaluates lines.
type Course interface {
	// Lesson carries out the command lesson.
	Lesson(ctx context.Context, f *Frame, c lang.Call) (any, error)
	// Attends reports whether a lesson is under way, which looks at what is done.
	Attends() bool
	// Exchanged is told of each request that the session made meanwhile.
	Exchanged(x Exchange)
	// Called is told what a command gave meanwhile.
	Called(c lang.Call, v any, err error)
	// Check looks, when a command has run, whether that did what the lesson asks for,
	// and gives what a person is told of it; "" for nothing.
	Check(ctx context.Context) string
	// Transcript is where what is typed and printed is kept; nil for nowhere.
	Transcript() io.Writer
}

// attending is the course of a lesson that is under way; nil for none.
func (s *Session) attending() Course {
	if c := s.host.Course; c != nil && c.Attends() {
		return c
	}
	return nil
}

// Whereabouts is what a session was connected to, and where it was there.
type Whereabouts struct {
	connection *connection
	sandbox    Sandbox
}

// Enter uses a sandbox from now on, with the times that hold, and gives what was
// used before, for [Session.Return]. What ran behind the prompt ends. With an error the
// session is where it was.
func (s *Session) Enter(ctx context.Context, sandbox Sandbox) (before Whereabouts, err error) {
	config := s.connection.config
	config.Endpoints, config.User = sandbox.Endpoints(), nil
	c, err := client.New(config)
	if err != nil {
		return before, err
	}
	before = Whereabouts{s.connection, s.host.Sandbox}
	s.use(newConnection(c, config))
	s.host.Sandbox = sandbox
	if _, err := s.Frame().Members(ctx); err != nil { // which keeps their names
		s.Return(before)
		return Whereabouts{}, err
	}
	return before, nil
}

// Return goes back to what was used before, whether it is still there or not.
func (s *Session) Return(to Whereabouts) {
	s.use(to.connection)
	s.host.Sandbox = to.sandbox
}
