package lang

import "etcd2sh/repl/lang/scan"

// Kind is how an argument is read, and what a person who types one is helped
// with. Kinds can be compared; each stands in the list of kinds, and nothing else
// tells them apart.
type Kind struct{ *kind }

type kind struct {
	sort Sort
	// read reads an argument that is one token.
	read func(c *callReader, a Arg, t scan.Token) (any, error)
	// rest reads an argument that takes all tokens that follow: one at least.
	// It notes its errors itself.
	rest  func(c *callReader) any
	mixed bool // options may stand among what rest reads

	fromFile bool // the value can be read from a file that an option names
	names    func(n Names, before []Part) []Name
	warning  func(text string) string
}

// Sort is what sort of thing an argument is, for its colour and its completion.
type Sort int

// The sorts of arguments.
const (
	SortValue    Sort = iota // a number, or else a text
	SortText                 // a text, whatever it looks like
	SortKey                  // a key of the store
	SortCommand              // the name of a command
	SortFunction             // the name of a function
	SortSetting              // the name of a setting
)

// Names are the names that there are to choose from, beside the keys of the
// store. Package assist knows them.
type Names interface {
	Commands() []Name
	Functions() []Name
	Settings() []Name
	// SettingValues gives the values of a setting; none where they are many.
	SettingValues(setting string) []Name
}

// Name is something that an argument can be.
type Name struct {
	Text string
	Doc  string // what it is; or ""
	Sort Sort
}

// Sort tells what sort of thing the argument is. A name among several sorts is
// of SortText: [Kind.Names] tells.
func (k Kind) Sort() Sort { return k.sort }

// Names gives what the argument can be, where that is a list; before are the
// command's arguments in front of it.
func (k Kind) Names(n Names, before []Part) []Name {
	if k.names == nil {
		return nil
	}
	return k.names(n, before)
}

// IsName reports whether nothing but a name of a list is right.
func (k Kind) IsName() bool { return k.names != nil && k.sort == SortText }

// TakesRest reports whether the argument takes all words that follow.
func (k Kind) TakesRest() bool { return k.rest != nil }

// EndsOptions reports whether all options of the command stand before the
// argument.
func (k Kind) EndsOptions() bool { return k.rest != nil && !k.mixed }

// Warning tells what would surprise about a text as the argument, or "".
func (k Kind) Warning(text string) string { return warningOf(k.warning, text) }

func warningOf(warning func(string) string, text string) string {
	if warning == nil {
		return ""
	}
	return warning(text)
}
