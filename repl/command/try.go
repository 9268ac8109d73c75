package command

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var tryCommand = eval.Entry{Run: tryCatch, Command: &lang.Command{
	Name: "try", Group: lang.GroupCombining, Args: []lang.Arg{{Name: "COMMAND… catch SELECTOR HANDLER", Kind: lang.TryArg}},
	Doc: "run a command, and another or a word where it fails", Returns: "the command's result, or the handler's",
	More: "SELECTOR is a key of the error and its value, [:status 404], [:errorCode 100], [:type :timeout], or _ for any error. " +
		"Several catch are tried in order. HANDLER is one word, which is the result, or a command.",
	Example: []lang.Example{
		{Line: `try swap! :nonexistent identity catch [:status 404] :not-found`, Result: `:not-found`},
		{Before: []string{`reset! :spare 1`}, Line: `try get* :nonexistent catch [:errorCode 100] get :spare`, Result: `"1"`},
	},
}}

func tryCatch(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	a := c.Attempt(0)
	v, err := f.Follow(ctx, a.Tried)
	r, later := v.(eval.Results)
	if err != nil || !later {
		return caught(ctx, a, f, v, err)
	}
	return eval.Results(func(yield func(any, error) bool) {
		for v, err := range r {
			failed := err != nil
			v, err = caught(ctx, a, f, v, err)
			if !eval.YieldAll(yield, v, err) || failed {
				return
			}
		}
	}), nil
}

// caught gives a result, or what the clauses make of an error.
func caught(ctx context.Context, a lang.Attempt, f *eval.Frame, v any, err error) (any, error) {
	if err == nil || ctx.Err() != nil || errors.Is(err, eval.ErrExit) {
		return v, err
	}
	data := eval.ErrorData(err)
	for _, clause := range a.Clauses {
		if !selects(clause, data) {
			continue
		}
		if clause.IsWord {
			return clause.Word, nil
		}
		return f.Follow(ctx, clause.Handler)
	}
	return nil, err
}

func selects(c lang.CatchClause, data render.Map) bool {
	if c.Key == "" {
		return true
	}
	v, ok := render.Lookup(data, c.Key)
	return ok && sameData(v, c.Value)
}

// sameData compares what an error holds with a word, or with what a variable
// stands for: numbers of any type by their text.
func sameData(v, word any) bool {
	return plainData(v) == plainData(word)
}

// plainData is a number as its text, and any other value as it is; what has
// parts equals nothing.
func plainData(v any) any {
	switch v := v.(type) {
	case int, int64, uint64:
		return render.Number(fmt.Sprint(v))
	case nil, bool, string, render.Keyword, render.Number:
		return v
	}
	return new(int)
}
