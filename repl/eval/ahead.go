package eval

import (
	"bytes"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// Ahead has a script's reads go out before their turn: see [client.Ahead]. It has one
// user at a time.
type Ahead struct {
	session *Session
	most    int
	of      *client.Client // that the session used
	client  *client.Ahead  // made of it; nil where nothing goes ahead
}

// Ahead gives what has at most so many requests unanswered at once.
func (s *Session) Ahead(most int) *Ahead { return &Ahead{session: s, most: most} }

// Leads reports whether reads may go ahead behind a statement: one that makes one
// request about its key, runs no program, and waits for nothing. They do not where
// exchanges are shown, or noted for a person.
func (a *Ahead) Leads(st lang.Statement) bool {
	s := a.session
	once := s.commands.entries[st.Call.Command].Once
	if !once || st.Call.Command.Args[0].Several && st.Call.Has(1) || st.Background || st.RunsProgram() || st.Call.File() != "" || st.Call.Flag("wait") || s.Frame().listens() {
		return false
	}
	if now := s.Client(); a.of != now {
		a.of = now
		a.client, _ = now.Ahead(a.most)
	}
	return a.client != nil
}

// Frame is the frame of a command whose turn it is.
func (a *Ahead) Frame() *Frame {
	f := a.session.Frame()
	if a.Unanswered() > 0 {
		f.ahead = a.client
	}
	return f
}

// MayFollow reports whether a command, as it was typed, may be one for [Ahead.Follow],
// so that it is worth parsing: what its variables stand for is known.
func (a *Ahead) MayFollow(name string, text []byte) bool {
	return a.session.commands.entries[a.session.commands.Find(name)].Read != nil && !bytes.Contains(text, []byte("$_"))
}

// Follow tells of a statement that comes behind that of Leads and those that were told
// before. It reports whether its request goes ahead: that of a plain read of one key.
func (a *Ahead) Follow(st lang.Statement) bool {
	read := a.session.commands.entries[st.Call.Command].Read
	if read == nil || st.Background || len(st.Stages) > 0 || st.Call.Len() != 1 {
		return false
	}
	key, o, err := read(a.session.Frame(), st.Call)
	return err == nil && a.client.Follow(key, o)
}

// Unanswered is how many reads went ahead, or will, and did not have their turn yet.
func (a *Ahead) Unanswered() int {
	if a.client == nil {
		return 0
	}
	return a.client.Unanswered()
}

// Drop drops the reads whose turn does not come.
func (a *Ahead) Drop() {
	if a.client != nil {
		a.client.Drop()
	}
}
