package command

import (
	"context"
	"errors"

	"etcd2sh/client/recipe"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var (
	holdTTLOption = lang.Option{Name: "ttl", Kind: lang.Uint, Value: "SECONDS", Doc: "how long it is held without a sign of life; 10 if not given"}
	guardedArg    = lang.Arg{Name: "COMMAND…", Kind: lang.GuardedArg, Optional: true}
)

var lockCommand = eval.Entry{Run: eval.OnKey(lock), Command: &lang.Command{
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
}}

func lock(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	ttl, err := holdTTL(c)
	if err != nil {
		return nil, err
	}
	l := &recipe.Lock{Client: f.LockClient(), Key: key, TTL: ttl, RootKey: c.Common().RootKey}
	switch show := c.Flag("show"); {
	case show && c.Has(1):
		return nil, c.Usage(errors.New("--show runs nothing; leave out the command, or --show"))
	case show:
		return queue(l.Show(ctx))
	case !c.Has(1):
		return nil, c.Usage(&lang.MissingError{Name: "COMMAND", Advice: "lock K --show lists who holds the lock"})
	}
	return holding(ctx, f, key, c, 1, func(ctx context.Context, waits func(recipe.Waiter, int)) (*recipe.Held, error) {
		l.Waits = waits
		return l.Acquire(ctx)
	})
}

// queue is who holds a lock and who waits for it, as a table.
func queue(waiters []recipe.Waiter, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	t := render.Table{Columns: []render.Column{{Name: "owner"}, {Name: "ttl", Right: true}, {Name: "token", Right: true}, {Name: "key", Spare: 1}}}
	for _, w := range waiters {
		var ttl any
		if w.TTL != nil {
			ttl = *w.TTL
		}
		t.Rows = append(t.Rows, []any{w.Owner, ttl, w.Token, w.Key})
	}
	return t, nil
}
