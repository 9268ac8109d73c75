package assist

import (
	"etcd2sh/repl/assist/known"
	"etcd2sh/repl/eval"
)

// Class is what a part of a line is, for its colour while it is typed.
type Class int

// The classes of the parts of a line.
const (
	ClassCommand  Class = iota // the name of a command
	ClassUnknown               // a name that is no command, function or option; a word too many
	ClassKey                   // a key
	ClassOption                // an option with its value, or the braces of an option map
	ClassString                // a quoted word, or a value
	ClassNumber                // a number, an index
	ClassFunction              // a function of swap!
	ClassVariable              // $name
	ClassOperator              // | -> catch --
	ClassOpen                  // a quote or a bracket that is still open
	ClassComment               // a comment
	ClassSwallow               // a comment that seems to swallow an argument
)

// Part is a part of a line, in bytes, and what it is.
type Part struct {
	From, To int
	Class    Class
}

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
	Candidates []Candidate // sorted; cut at MaxCandidates
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
	*eval.Session
	known known.Store
}

// NewAssistant makes the assistant of a session, which tells it what it learns.
func NewAssistant(s *eval.Session) *Assistant {
	a := &Assistant{Session: s}
	s.SetObserver(a)
	return a
}
