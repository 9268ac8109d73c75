package command

import (
	"context"
	"errors"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var loseCommand = eval.Entry{Run: lose, Command: &lang.Command{
	Name: "lose", Group: lang.GroupTeaching, Alone: true,
	Args: []lang.Arg{{Name: "request|answer|late", Kind: lossWord}, {Name: "COMMAND…", Kind: lang.CommandArg}},
	Doc:  "run a command and lose its first write, or the answer to it, or let it leave a second late; in etcd2sh-sandbox only", Returns: "the command's result; mostly the error of a write whose outcome is unknown",
	More: "request: the write never leaves. answer: etcd does it, and the answer is dropped. late: the client gives up at once, and the write leaves a second later. " +
		"The error is the same each time, and the same as of any lost answer, with exit status 6: from where the client stands nobody can tell them apart. " +
		"resolve then tells what can be known: of reset! nothing for certain, of cas-index! whether it happened, or may happen yet. " +
		"Writes after the first one are not lost, so that trace shows what a command does about it: swap! sends the very same compare-and-set again, which cannot happen twice. " +
		"That is done if the first one did not happen; if it did, the second one is refused, and the outcome stays unknown, since another client's swap! would look the same.",
	Example: []lang.Example{{Line: `try lose answer reset! :atom "hi" catch [:type :usage] :no-sandbox`, Result: `:no-sandbox`}},
}}

// lossWord is what can be lost.
var lossWord = lang.WordArg(false,
	lang.Name{Text: string(eval.LoseRequest), Doc: "the write never leaves"},
	lang.Name{Text: string(eval.LoseAnswer), Doc: "the write is done, and its answer dropped"},
	lang.Name{Text: string(eval.LateRequest), Doc: "the write leaves a second after the client gave it up"})

func lose(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	word, err := c.Word(0)
	if err != nil {
		return nil, err
	}
	if !f.InSandbox() {
		return nil, c.Usage(errors.New("lose works on a cluster of the shell's own: start etcd2sh-sandbox"))
	}
	inner, lost := f.Losing(eval.Loss(word))
	nothing := func() error {
		if lost() {
			return nil
		}
		return c.Usage(errors.New(c.Call(1).Command.Name + " wrote nothing, so that nothing was lost"))
	}
	v, err := inner.Run(ctx, c.Call(1))
	r, later := v.(eval.Results)
	if err == nil && !later {
		err = nothing()
	}
	if err != nil || !later {
		return v, err
	}
	return eval.Results(func(yield func(any, error) bool) {
		failed := false
		for v, err := range r {
			failed = failed || err != nil
			if !yield(v, err) {
				return
			}
		}
		if err := nothing(); err != nil && !failed {
			yield(nil, err)
		}
	}), nil
}
