package command

import (
	"context"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var echoCommand = eval.Entry{Run: func(_ context.Context, _ *eval.Frame, c lang.Call) (any, error) { return render.Text(words(c)), nil }, Command: &lang.Command{
	Name: "echo", Group: lang.GroupScripting, Args: []lang.Arg{{Name: "WORDS…", Kind: lang.WordsArg, Optional: true}},
	Doc: "print words as they are, variables filled in", Returns: "the words with a blank between them, in json as a string",
	Example: []lang.Example{{Line: `echo "two  blanks", one`, Result: `two  blanks, one`}},
}}

// words gives what echo prints.
func words(c lang.Call) string {
	if !c.Has(0) {
		return "\n"
	}
	return c.String(0)
}
