package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var swapCommand = eval.Entry{Run: eval.OnKey(swap), Command: &lang.Command{
	Name: "swap!", Group: lang.GroupWriting,
	Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "F ARGS…", Kind: lang.FunctionArg}},
	Options: append(eval.WithCommon(
		lang.Option{Name: "default", Kind: lang.String, Value: "V", Doc: "the old value of a key that does not exist"},
		ttlOption, eval.DelayOption), secretOption),
	Warning: dropsTTL,
	Doc:     "replace the value by a function of it, by compare-and-set until it holds",
	Returns: "what the function returned",
	More: "A function takes the old value and its arguments and returns the new value. " +
		"It must be pure, because it may be applied again when another client wrote in between; it is never applied twice to the store. " +
		"-> chains functions: swap! :k trim -> upper-case -> append \"!\".",
	Example: []lang.Example{
		{Before: []string{`reset! :counter 36`}, Line: `swap! :counter inc`, Result: `37`},
		{Before: []string{`reset! :atom meow`}, Line: `swap! :atom str " says the cat" -> upper-case`, Result: `"MEOW SAYS THE CAT"`},
	},
}}

func swap(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	apply := c.Application(1).WithEnv(f.Environment())
	var value string
	r, err := f.Client().Swap(ctx, key,
		func(old string) (_ string, err error) {
			value, err = apply.Apply(ctx, old)
			return value, err
		},
		client.SwapOptions{
			Options: c.Common(), Default: c.OptionString("default"), TTL: c.OptionUint("ttl"),
			RetryDelay: c.OptionDuration("swap-retry-delay"),
		})
	if err != nil {
		return nil, err
	}
	if apply.Number() {
		return eval.Reduced{Value: render.Number(value), Answer: r}, nil
	}
	return eval.Reduced{Value: value, Answer: r}, nil
}
