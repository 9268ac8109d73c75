package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var casCommand = eval.Entry{Run: eval.OnKey(compareAndSet), Command: &lang.Command{
	Name: "cas!", Group: lang.GroupWriting, Args: []lang.Arg{keyArg, {Name: "OLD", Kind: lang.PresentArg}, newValueArg}, Options: casOptions("prev-value"), Warning: dropsTTL,
	Doc: "compare-and-set: write NEW if the value is OLD", Answers: true, Returns: "the answer, or false when the value was another",
	More: "etcd cannot compare with the empty string; from \"\" the key is read, and its modifiedIndex compared.",
	Example: []lang.Example{
		{Before: []string{`reset! :atom "hi"`}, Line: `cas! :atom "hi" "meow" | :prevNode :value`, Result: `"hi"`},
		{Before: []string{`reset! :atom "hi"`}, Line: `cas! :atom "purr" "meow"`, Result: `false`},
	},
}}

var casIndexCommand = eval.Entry{Run: eval.OnKey(compareAndSetIndex), Command: &lang.Command{
	Name: "cas-index!", Group: lang.GroupWriting, Args: []lang.Arg{keyArg, {Name: "INDEX", Kind: lang.IndexArg}, newValueArg}, Options: casOptions("prev-index"), Warning: dropsTTL,
	Doc: "compare-and-set: write NEW if modifiedIndex is INDEX", Answers: true, Returns: "the answer, or false when the index was another",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `cas-index! :atom 123 "meow"`, Result: `false`}},
}}

// casOptions are the options of a write whose one condition is an argument.
func casOptions(without string) []lang.Option {
	var options []lang.Option
	for _, o := range valueOptions {
		if o.Name != without {
			options = append(options, o)
		}
	}
	return options
}

func compareAndSet(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	r, err := f.Client().CompareAndSwap(ctx, key, c.String(1), c.String(2), setOptions(c))
	return compared(f, c, `the value was "%s"`, c.String(1), r, err)
}

func compareAndSetIndex(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	r, err := f.Client().CompareAndSwapIndex(ctx, key, c.Uint(1), c.String(2), setOptions(c))
	return compared(f, c, "the index was %s", strconv.FormatUint(c.Uint(1), 10), r, err)
}

// compared is answer for a compare-and-set of what was given: that it failed is a
// result, and a person is told what was there, unless the call is secret.
func compared(f *eval.Frame, c lang.Call, hint, given string, r *client.Response, err error) (any, error) {
	if client.Refused(err, client.ErrKeyNotFound) {
		f.Hint("there is nothing to compare with; mk makes a key that is not there")
	}
	var refused *client.Error
	if !client.Refused(err, client.ErrCompareFailed) || !errors.As(err, &refused) {
		return answer(r, err)
	}
	rest, compared := strings.CutPrefix(refused.Cause, "["+given+" != ")
	if was, whole := strings.CutSuffix(rest, "]"); compared && whole && !c.Secret() {
		f.Hint(fmt.Sprintf(hint, render.CutLine(was, render.ValueCells)))
	}
	return eval.Reduced{Value: false, Refusal: refused}, nil
}
