package eval

import (
	"etcd2sh/client"
	"etcd2sh/client/recipe"
)

// hold is a lock, or a leadership, that commands run under.
type hold struct {
	token uint64 // its fencing token
	sure  func() error
}

// Holding is the frame of what runs under a lock with that fencing token. sure is
// asked before each command, program and request: it is nil while the lock is
// held, and else why it is not.
func (f *Frame) Holding(token uint64, sure func() error) *Frame {
	inner := *f
	inner.hold = &hold{token: token, sure: func() error {
		if err := f.sure(); err != nil { // the lock around it
			return err
		}
		return sure()
	}}
	return &inner
}

// sure is nil while all locks are held that this runs under.
func (f *Frame) sure() error {
	if f.hold == nil {
		return nil
	}
	return f.hold.sure()
}

// Client gives the client in use. Under a lock it sends nothing more once that is
// lost.
func (f *Frame) Client() *client.Client {
	c := f.LockClient()
	if f.hold == nil {
		return c
	}
	return c.While(f.hold.sure)
}

// LockClient gives the client in use for a lock's own requests: what is taken must be
// released also when a lock around it is lost.
func (f *Frame) LockClient() *client.Client {
	c := f.unwatched()
	if f.through != nil {
		c = c.Through(f.through)
	}
	return f.watched(c)
}

// unwatched is the client in use before the frame listens to it and its lock holds it.
func (f *Frame) unwatched() *client.Client {
	switch {
	case f.only != nil:
		return f.only
	case f.ahead != nil:
		return f.ahead.Client
	}
	return f.Session.Client()
}

// Queue is [Session.Queue]; or one of the frame's own client, where that is another.
func (f *Frame) Queue(key, rootKey string) *recipe.Queue {
	if f.hold == nil && f.only == nil && f.through == nil && !f.traces() {
		return f.Session.Queue(key, rootKey)
	}
	return &recipe.Queue{Client: f.Client(), Key: key, RootKey: rootKey}
}
