package lang

import "etcd2sh/repl/lang/scan"

// Kind is how an argument is read, and what a person who types one is helped
// with. Kinds can be compared; each stands in the list of kinds, and nothing else
// tells them apart.
type Kind struct{ *kind }

type kind struct {
	Offer
	what string // what it is, in words: "a key"; or ""
	// read reads an argument that is one token.
	read func(c *callReader, a Arg, t scan.Token) (any, error)
	// rest reads an argument that takes all tokens that follow: one at least.
	// It notes its errors itself.
	rest  func(c *callReader) any
	mixed bool // options may stand among what rest reads

	fromFile bool // the value can be read from a file that an option names
}

// IsName reports whether nothing but a name of a list is right.
func (k Kind) IsName() bool { return k.names != nil && k.sort == SortText }

// TakesRest reports whether the argument takes all words that follow.
func (k Kind) TakesRest() bool { return k.rest != nil }

// EndsOptions reports whether all options of the command stand before the
// argument.
func (k Kind) EndsOptions() bool { return k.rest != nil && !k.mixed }
