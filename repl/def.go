package repl

import (
	"context"
	"fmt"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

func init() {
	register(define, &Command{
		Name: "def", Group: GroupScripting, Session: true,
		Args: []Arg{{Name: "NAME", Kind: VariableArg}, {Name: "COMMAND…", Kind: StatementArg}},
		Doc:  "run a command and keep its result under a name, for $NAME to stand for", Returns: "nothing",
		More: "$NAME stands for the result wherever it is a word of its own, or an element of a vector; it is data, whatever it looks like. " +
			"$_ is the last result, $1 and so on are the script's arguments, and $@ is all of them. " +
			"Of several results a list is kept, of a program's output the text. When the command fails the name stands for nothing any more.",
		Example: []Example{
			{Before: []string{`reset! :atom "hi"`, `def seen get* :atom | :node :modifiedIndex`}, Line: `cas-index! :atom $seen "meow" | :node :value`, Result: `"meow"`},
			{Before: []string{`reset! :counter 36`, `get :counter`}, Line: `reset! :copy $_ | :node :value`, Result: `"36"`},
		},
	})
	register(func(_ context.Context, _ *Session, c Call) (any, error) { return render.Text(c.words()), nil }, &Command{
		Name: "echo", Group: GroupScripting, Args: []Arg{{Name: "WORDS…", Kind: WordsArg, Optional: true}},
		Doc: "print words", Returns: "the words with a blank between them, in json as a string",
		Example: []Example{{Line: `echo "two  blanks", one`, Result: `two  blanks, one`}},
	})
}

func define(ctx context.Context, s *Session, c Call) (any, error) {
	v, err := single(s.follow(capturing(ctx), c.args[1].(statement)))
	if err != nil {
		delete(s.scope.names, c.String(0)) // what it was is not what is meant
		return nil, err
	}
	s.scope.set(c.String(0), v)
	return render.Nothing{}, nil
}

// checkVariable refuses what cannot be the name of a variable.
func checkVariable(name string) error {
	if !isVariableName(name) || !scan.IsName(name) || name == "_" {
		return fmt.Errorf("%s is no name for a variable: type a letter, then letters, digits, - and _, without a $", shorten(name))
	}
	return nil
}

// echoed joins words with blanks: variables as they are printed, forms as they
// were typed.
func (l *line) echoed(ts []scan.Token) (string, error) {
	var words []string
	for _, t := range ts {
		word := t.Text
		var err error
		switch {
		case t.Form != nil:
			word = l.text[t.Start:t.End]
		case t.Variable && t.Known() != nil:
			word, err = ednText(t.Value)
		default:
			_, err = literal(t.Word)
		}
		if err != nil {
			return "", err
		}
		words = append(words, word)
	}
	return strings.Join(words, " "), nil
}

// words gives what echo prints.
func (c Call) words() string {
	if !c.Has(0) {
		return "\n"
	}
	return c.String(0)
}
