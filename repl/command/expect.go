package command

import (
	"context"
	"fmt"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
)

var expectCommand = eval.Entry{Run: expect, Command: &lang.Command{
	Name: "expect", Group: lang.GroupScripting, Args: []lang.Arg{{Name: "VALUE", Kind: lang.DataArg}, {Name: "COMMAND…", Kind: lang.StatementArg}},
	Doc: "run a command whose result must be VALUE", Returns: "the result; anything else is an error of type :expectation",
	More: "VALUE is edn: \"36\" is a string and 36 a number. A list equals a vector, and the order of a map's keys does not matter. " +
		"A word that is nothing else in edn is a string: expect hi get :atom.",
	Example: []lang.Example{
		{Before: []string{`reset! :counter 36`}, Line: `expect 37 swap! :counter inc`, Result: `37`},
		{Before: []string{`reset! cats/tom "grey"`}, Line: `expect {"cats" {"tom" "grey"}} get nil --recursive`, Result: `{"cats" {"tom" "grey"}}`},
	},
}}

// ExpectationError says that a result was another than expected.
type ExpectationError struct {
	Expected, Got any // as data
}

func (e *ExpectationError) Error() string {
	return fmt.Sprintf("expected %s, got %s", brief(e.Expected), brief(e.Got))
}

// brief is data on one line, for a message.
func brief(v any) string {
	text, err := lang.EDNText(v)
	if err != nil {
		return err.Error()
	}
	return function.Beginning(text)
}

func expect(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	got, err := eval.Single(f.Capturing().Follow(ctx, c.Statement(1)))
	if err != nil {
		return nil, err
	}
	equal, err := lang.EqualData(c.Data(0), got)
	if err != nil {
		return nil, err
	}
	if !equal {
		return nil, &ExpectationError{Expected: c.Data(0), Got: got}
	}
	return got, nil
}

// Data is the error as data.
func (e *ExpectationError) Data() render.Map {
	return lang.ErrorMap("expectation", e.Error(),
		render.Entry{Key: render.Keyword("expected"), Value: e.Expected},
		render.Entry{Key: render.Keyword("got"), Value: e.Got})
}
