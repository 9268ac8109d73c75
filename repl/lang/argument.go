package lang

import (
	"slices"
	"strings"
)

// Arg is an argument of a command.
type Arg struct {
	Name     string // as usage shows it: "K", "OLD", "COMMAND…"
	Kind     Kind
	Optional bool
	File     bool   // the option --file may stand in for it
	Advice   string // what to say when it is missing; or ""
}

// word is the name of the argument's first word.
func (a Arg) word() string {
	word, _, _ := strings.Cut(a.Name, " ")
	return strings.TrimSuffix(word, "…")
}

// readsValue reports whether --file stands in for a value; else it is a path
// that the command itself makes use of.
func (c *Command) readsValue() bool {
	return slices.ContainsFunc(c.Args, func(a Arg) bool { return a.File && a.Kind == ValueArg })
}

// Kind is how an argument is read.
type Kind int

// The kinds. From FunctionArg on they take all words that follow.
const (
	KeyArg       Kind = iota // a key of the store
	ValueArg                 // a string, as given
	IndexArg                 // a modifiedIndex
	CountArg                 // a number of times
	NameArg                  // the name of a command or of a setting
	DataArg                  // any data, in edn
	VariableArg              // the name of a variable, without the $
	FunctionArg              // a function of swap! with its arguments
	CommandArg               // another command, without the bars after it
	StatementArg             // another command, with the bars after it
	TryArg                   // a command, then catch, a selector and a handler
	GuardedArg               // another command, with the bars after it, or ! and a program, without them
	WordsArg                 // words that stand for themselves, as one text
	ListArg                  // values, as many as there are
	ProgramArg               // a program and its arguments
)

func (k Kind) takesRest() bool { return k >= FunctionArg }
