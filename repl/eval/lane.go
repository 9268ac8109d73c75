package eval

import (
	"context"
	"slices"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/race"
)

// Lane says how a session takes part in a race.
type Lane struct {
	Name  string      // what notes on its exchanges call it
	Notes *race.Notes // of all that take part
	// Gate is passed before each request; nil: nothing is held.
	Gate client.Gate
	// Command is passed by a command that is one step as a whole, whatever it sends
	// with the context that this gives; nil as Gate.
	Command func(ctx context.Context, text string) (step context.Context, over func(), err error)
	// See is told of each exchange; or nil.
	See func(Exchange)
}

// person is the lane of who sits at a prompt, or runs a script.
var person = Lane{Name: "you"}

// Beside makes a session for a lane, which begins as this one is. Nobody but the lane,
// and who looks at the wire, listens to it. It needs no closing.
func (f *Frame) Beside(l Lane) (*Session, error) {
	s, err := f.another()
	if err != nil {
		return nil, err
	}
	s.lane, s.connection.notes, s.console.Exchange = l, l.Notes, f.alsoShown(l.See)
	own := &s.connection.client
	if f.hold != nil {
		*own = (*own).While(f.hold.sure)
	}
	if l.Gate != nil {
		*own = (*own).Gated(l.Gate)
	}
	return s, nil
}

// another makes a session that begins as this one is, with the directory, the settings
// and the variables. It has a client of its own with the same servers, and nobody
// listens to it or can be asked.
func (f *Frame) another() (*Session, error) {
	here := f.unwatched()
	servers := here.Endpoints()
	inUse := slices.Index(servers, here.Endpoint())
	own, err := here.Only(slices.Concat(servers[inUse:], servers[:inUse])...)
	if err != nil {
		return nil, err
	}
	s := &Session{
		commands: f.commands, settings: f.settings, scope: f.scope.Clone(), lane: person, rehearsed: f.rehearsed, transport: f.transport,
		host: Host{
			Home: f.host.Home, Path: f.host.Path, NoExec: f.host.NoExec, Sandbox: f.host.Sandbox,
			Network: f.host.Network, Access: f.host.Access,
		},
		connection: newConnection(own, f.connection.config),
	}
	s.connection.files, s.connection.dir, s.connection.before = f.connection.files, f.connection.dir, f.connection.before
	s.connection.names.Store(f.connection.names.Load())
	return s, nil
}

// alsoShown is see, with each exchange shown where they are traced; or nil.
func (f *Frame) alsoShown(see func(Exchange)) func(Exchange) {
	show := f.console.Exchange
	switch {
	case !f.traces():
		return see
	case see == nil:
		return show
	}
	return func(x Exchange) { see(x); show(x) }
}

// begin begins a command: one that is a step of a race as a whole waits until it may
// be taken.
func (f *Frame) begin(ctx context.Context, c lang.Call) (step context.Context, over func(), err error) {
	if f.lane.Command == nil || !c.Command.Step {
		return ctx, func() {}, nil
	}
	return f.lane.Command(ctx, c.Text)
}
