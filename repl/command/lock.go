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

var (
	holdTTLOption = lang.Option{Name: "ttl", Kind: lang.Uint, Value: "SECONDS", Doc: "how long it is held without a sign of life; 10 if not given"}
	guardedArg    = lang.Arg{Name: "COMMAND…", Kind: lang.GuardedArg, Optional: true}
)

func init() {
	eval.Register(eval.OnKey(lock), &lang.Command{
		Name: "lock", Group: lang.GroupWaiting, Alone: true, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, guardedArg},
		Options: []lang.Option{
			holdTTLOption,
			{Name: "show", Doc: "list who holds the lock and who waits for it, and run nothing"},
			eval.RootKeyOption,
		},
		Doc:     "wait for the lock K, run a command (or ! PROGRAM) while it is held, and release it",
		Returns: "the command's result; with --show the queue, the holder first",
		More: "K is a directory in which everyone who wants the lock makes an in-order key with a ttl; the lowest holds, and each waits for the one before it. " +
			"The ttl is refreshed while the command runs. When the lock is lost the command is stopped, with an error of type :lock-lost. " +
			"A release never removes another's key, and an interrupted wait leaves none behind. " +
			"A program finds the fencing token, which grows from holder to holder, in ETCD2SH_LOCK_TOKEN.",
		Example: []lang.Example{
			{Before: []string{`reset! :counter 36`}, Line: `lock :mutex swap! :counter inc`, Result: `37`},
			{Line: `lock :mutex --show`, Result: `[]`},
		},
	})
	eval.Register(eval.OnKey(elect), &lang.Command{
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
	})
}

// holdTTL gives the ttl of a hold in seconds; 0 is the default.
func holdTTL(c lang.Call) (uint64, error) {
	ttl := c.OptionUint("ttl")
	switch {
	case ttl == nil:
		return 0, nil
	case *ttl == 0:
		return 0, c.Usage(errors.New("--ttl wants 1 second or more"))
	}
	return *ttl, nil
}

func lock(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	ttl, err := holdTTL(c)
	if err != nil {
		return nil, err
	}
	l := &recipe.Lock{Client: s.Client, Key: key, TTL: ttl, RootKey: c.Common().RootKey}
	switch show := c.Flag("show"); {
	case show && c.Has(1):
		return nil, c.Usage(errors.New("--show runs nothing; leave out the command, or --show"))
	case show:
		return queue(l.Show(ctx))
	case !c.Has(1):
		return nil, c.Usage(&lang.MissingError{Name: "COMMAND", Advice: "lock K --show lists who holds the lock"})
	}
	return holding(s, ctx, key, c.Args[1].(lang.Guarded), l.Acquire), nil
}

// queue is who holds a lock and who waits for it, as a table.
func queue(waiters []recipe.Waiter, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	t := render.Table{Columns: []render.Column{{Name: "owner"}, {Name: "ttl", Right: true}, {Name: "token", Right: true}, {Name: "key"}}}
	for _, w := range waiters {
		var ttl any
		if w.TTL != nil {
			ttl = *w.TTL
		}
		t.Rows = append(t.Rows, []any{w.Owner, ttl, w.Token, w.Key})
	}
	return t, nil
}

func elect(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	ttl, err := holdTTL(c)
	if err != nil {
		return nil, err
	}
	e := &recipe.Election{Client: s.Client, Key: key, TTL: ttl, RootKey: c.Common().RootKey}
	switch observe := c.Flag("observe"); {
	case observe && c.Has(1):
		return nil, c.Usage(errors.New("--observe stands for nothing; leave out NAME and the command, or --observe"))
	case observe:
		return leaders(e.Observe(ctx)), nil
	case !c.Has(2):
		return nil, c.Usage(&lang.MissingError{Name: "NAME or COMMAND", Advice: "elect K --observe shows who leads"})
	}
	campaign := func(ctx context.Context) (*recipe.Held, error) { return e.Campaign(ctx, c.String(1)) }
	return holding(s, ctx, key, c.Args[2].(lang.Guarded), campaign), nil
}

// leaders gives each leader as data.
func leaders(all iter.Seq2[recipe.Leader, error]) eval.Results {
	return func(yield func(any, error) bool) {
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
