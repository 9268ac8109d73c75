// Package assist helps a person who types a line: it colours what stands there,
// hints at what may follow, and completes the word at the cursor. Start with
// [NewAssistant]. What a word is for, the grammar tells, in repl/lang; what the
// store holds, the answers have told that the session saw, in repl/assist/known.
// It draws nothing, and asks the server for nothing but the names in a directory,
// and the value, that are to be completed.
package assist

import (
	"etcd2sh/repl/assist/known"
	"etcd2sh/repl/eval"
)

// Candidate is one way to complete the word at the cursor.
type Candidate struct {
	Text        string // what takes the place of the word, quoted as it must be
	Label       string // what a list shows: the name alone; it may hold any character
	Description string // what it is: file or directory, the value's beginning, the ttl
	Closed      bool   // the word is whole: a space may follow
}

// Completion is what the word at the cursor can become.
type Completion struct {
	From       int         // where in the line the word begins, in bytes; it ends at the cursor
	Candidates []Candidate // in the order in which they are shown; cut at MaxCandidates
	Total      int         // how many there are in all
	// Common can take the place of the word at once, whichever of them all is
	// meant: the only one, or what all begin with, which may be the word as it
	// was typed. "" when there is none.
	Common string
}

// maxDescription is how many cells of a terminal a description takes at most.
const maxDescription = 40

// MaxCandidates is how many candidates a completion gives at most.
const MaxCandidates = 200

// Assistant helps with the lines that a person types into a session.
type Assistant struct {
	session *eval.Session
	known   known.Store
}

// NewAssistant makes the assistant of a session, which tells it what it learns.
func NewAssistant(s *eval.Session) *Assistant {
	a := &Assistant{session: s}
	s.SetObserver(a)
	return a
}
