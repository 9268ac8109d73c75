package eval

import (
	"context"

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

// Beside makes a session for a lane: it has a client of its own with the same servers,
// and begins with the directory, the settings and the variables as they are here.
// Nobody but the lane, and who looks at the wire, listens to it, and nobody can be
// asked. It needs no closing.
func (f *Frame) Beside(l Lane) (*Session, error) {
	shared := f.unwatched()
	own, err := shared.Only(shared.Endpoints()...)
	if err != nil {
		return nil, err
	}
	if f.hold != nil {
		own = own.While(f.hold.sure)
	}
	if l.Gate != nil {
		own = own.Gated(l.Gate)
	}
	s := &Session{
		commands: f.commands, settings: f.settings, name: l.Name, step: l.Command, rehearsed: f.rehearsed, transport: f.transport,
		host: Host{
			Home: f.host.Home, Path: f.host.Path, NoExec: f.host.NoExec, Sandbox: f.host.Sandbox,
			Network: f.host.Network, Access: f.host.Access,
		},
		console:    Console{Exchange: f.alsoShown(l.See)},
		connection: &connection{client: own, config: f.connection.config, files: f.connection.files, dir: f.Dir(), notes: l.Notes},
	}
	s.connection.names.Store(f.connection.names.Load())
	for name, v := range f.Variables() {
		s.Define(name, v)
	}
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
	if f.step == nil || !c.Command.Step {
		return ctx, func() {}, nil
	}
	return f.step(ctx, c.Text)
}
