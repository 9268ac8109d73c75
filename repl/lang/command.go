// Package lang reads a line: what was typed becomes a [Statement], a command
// with its arguments and options, fully checked, and the stages after its bars.
// Start with [Scope.Parse]. What there is to be typed is declared as [Command]
// values. It runs nothing and asks nobody.
package lang

import (
	"slices"
	"strings"
)

// Command is a command of the shell, as one value: parsing, the errors about
// arguments and options, hints, help and the README's table all come from it.
type Command struct {
	Name    string
	Aliases []string
	Group   Group
	Args    []Arg
	Options []Option
	Doc     string    // what it does, one sentence
	Returns string    // what it returns, a noun phrase
	More    string    // paragraphs for `doc`, separated by empty lines
	Example []Example // shown by help and run by the tests
	// Session says that the command changes the shell itself: it never runs
	// beside another.
	Session bool
	// Alone says that in a script it never runs beside another, because it waits,
	// or measures.
	Alone bool
	// Background says that it may run behind a prompt, with & at the end.
	Background bool
}

// Group is where help and the README list a command.
type Group int

// The groups, in the order of the lists.
const (
	GroupReading Group = iota
	GroupWriting
	GroupDeleting
	GroupMoving
	GroupWaiting
	GroupCombining
	GroupScripting
	GroupShell
)

// String is the group's heading.
func (g Group) String() string {
	return [...]string{"Reading", "Writing", "Deleting", "Directories", "Waiting", "Combining commands", "Scripts", "The shell"}[g]
}

// Example is a line and the result it prints, after Before has run.
type Example struct {
	Before []string
	Line   string
	Result string // in edn; indexes are as on a server where nothing was written yet
}

// Usage is the command's usage line.
func (c *Command) Usage() string {
	parts := []string{c.Name}
	for _, a := range c.Args {
		name := a.Name
		if a.Optional {
			name = "[" + name + "]"
		}
		parts = append(parts, name)
	}
	// The options of a command that takes the rest of the line come before it.
	at := len(parts)
	if n := len(c.Args); n > 0 && c.Args[n-1].Kind >= CommandArg {
		at--
	}
	var options []string
	for _, o := range c.Options {
		usage := o.Usage()
		if !o.Required {
			usage = "[" + usage + "]"
		}
		options = append(options, usage)
	}
	return strings.Join(slices.Insert(parts, at, options...), " ")
}
