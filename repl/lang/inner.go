package lang

import (
	"slices"

	"etcd2sh/repl/lang/scan"
)

// commandKinds are the kinds of arguments that are another command.
var commandKinds = []Kind{CommandArg, StatementArg, TryArg, GuardedArg}

// namedAt is a command that a word stands for, which may be misspelt.
type namedAt struct {
	command *Command
	at      int // the word
}

// commandsIn gives the command of a line, of which nothing need be right, and those that
// run within it. A first word that is like none of them may be another shell's.
func (t *Table) commandsIn(words []scan.Token) []namedAt {
	return t.commandsFrom(words, 0, nil)
}

func (t *Table) commandsFrom(words []scan.Token, at int, found []namedAt) []namedAt {
	if at >= len(words) {
		return found
	}
	c := t.Find(words[at].Text)
	if c == nil {
		c = t.Find(nearest(words[at].Text, t.Names()))
	}
	if c == nil {
		if at == 0 {
			return t.commandsFrom(words, 1, found)
		}
		return found
	}
	found = append(found, namedAt{c, at})
	arg := slices.IndexFunc(c.Args, func(a Arg) bool { return slices.Contains(commandKinds, a.Kind) })
	if arg < 0 {
		return found
	}
	if others := c.withoutOptions(words[at+1:]); arg < len(others) {
		inner := slices.IndexFunc(words, func(w scan.Token) bool { return w.Start == others[arg].Start })
		found = t.commandsFrom(words, inner, found)
	}
	for i, w := range words {
		if i > at && c.Args[arg].Kind == TryArg && w.Is("catch") { // catch SELECTOR HANDLER
			found = t.commandsFrom(words, i+2, found)
		}
	}
	return found
}
