package command

import (
	"context"
	"errors"
	"iter"

	"etcd2sh/client/recipe"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var electCommand = eval.Entry{Run: eval.OnKey(elect), Command: &lang.Command{
	Name: "elect", Group: lang.GroupWaiting, Alone: true,
	Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "NAME", Kind: lang.ValueArg, Optional: true}, guardedArg},
	Options: []lang.Option{
		holdTTLOption,
		{Name: "observe", Doc: "show each leader as it changes, and stand for nothing"},
		eval.RootKeyOption,
	},
	Doc:     "stand for leader under K as NAME, run a command (or ! PROGRAM) when elected, and step down after it",
	Returns: "the command's result; with --observe each leader with its :name, :token and :key, nil for nobody",
	More:    "It works as lock does.",
	Example: []lang.Example{{Before: []string{`reset! :counter 36`}, Line: `elect :leader me swap! :counter inc`, Result: `37`}},
}}

func elect(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	ttl, err := holdTTL(c)
	if err != nil {
		return nil, err
	}
	e := &recipe.Election{Client: f.LockClient(), Key: key, TTL: ttl, RootKey: c.Common().RootKey}
	switch observe := c.Flag("observe"); {
	case observe && c.Has(1):
		return nil, c.Usage(errors.New("--observe stands for nothing; leave out NAME and the command, or --observe"))
	case observe:
		return leaders(f, key, e.Observe(ctx)), nil
	case !c.Has(2):
		return nil, c.Usage(&lang.MissingError{Name: "NAME or COMMAND", Advice: "elect K --observe shows who leads"})
	}
	campaign := func(ctx context.Context, waits func(recipe.Waiter, int)) (*recipe.Held, error) {
		e.Waits = waits
		return e.Campaign(ctx, c.String(1))
	}
	return holding(ctx, f, key, c, 2, campaign)
}

// leaders gives each leader as data.
func leaders(f *eval.Frame, key string, all iter.Seq2[recipe.Leader, error]) eval.Results {
	return func(yield func(any, error) bool) {
		defer f.Waits("watching who leads " + render.Escape(key))()
		for l, err := range all {
			var v any
			if l.Key != "" {
				v = render.Map{
					{Key: render.Keyword("name"), Value: l.Name},
					{Key: render.Keyword("token"), Value: l.Token},
					{Key: render.Keyword("key"), Value: l.Key},
				}
			}
			if !yield(v, err) {
				return
			}
		}
	}
}
