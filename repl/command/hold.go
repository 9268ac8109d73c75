package command

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// LockLostError says that a lock or a leadership was lost before the command
// that ran under it had ended; the command was stopped.
type LockLostError struct {
	Key   string
	Err   error // how the command ended
	Never bool  // it was lost while it was waited for, and the command never began
}

func (e *LockLostError) Error() string {
	if e.Never {
		return "the place in the queue for " + e.Key + " was lost, and the command never began: its key expired or was deleted, or could not be refreshed in time"
	}
	return "the hold on " + e.Key + " was lost, and the command stopped: its key expired or was deleted, or could not be refreshed in time"
}

// Unwrap gives recipe.ErrLost and the command's error.
func (e *LockLostError) Unwrap() []error { return []error{recipe.ErrLost, e.Err} }

// lostError makes of a loss an error that says what was lost; how the command
// ended is part of it. The loss of another hold, around this one, stays that.
func lostError(key string, err, ended error) error {
	if another := (*LockLostError)(nil); errors.As(ended, &another) && another.Key != key {
		return err
	}
	if errors.Is(err, recipe.ErrLost) {
		return &LockLostError{Key: key, Err: ended}
	}
	return err
}

// acquisition waits for a hold, and tells for whom, as recipe.Lock.Waits says.
type acquisition func(ctx context.Context, waits func(holder recipe.Waiter, before int)) (*recipe.Held, error)

// tell acquires, and tells a person whom that waits for.
func (a acquisition) tell(ctx context.Context, f *eval.Frame, key string) (*recipe.Held, error) {
	over := func() {}
	defer func() { over() }()
	return a(ctx, func(holder recipe.Waiter, before int) {
		over()
		over = f.Waits(waitingFor(key, holder, before))
	})
}

// waitingFor tells who holds what is waited for, for how long still, and how many
// more wait for that one.
func waitingFor(key string, holder recipe.Waiter, before int) string {
	ttl := "without a ttl"
	if holder.TTL != nil {
		ttl = fmt.Sprintf("for %ds still unless it is kept alive", *holder.TTL)
	}
	text := fmt.Sprintf("waiting for %s, which %s holds %s", key, holder.Owner, ttl)
	if before > 1 {
		text += fmt.Sprintf("; %d more come before us", before-1)
	}
	return render.Escape(text)
}

// holding acquires, runs what is guarded, the argument at i, and releases, while its
// results are asked for. A program that does not exist is found out before.
func holding(ctx context.Context, f *eval.Frame, key string, c lang.Call, i int, acquire acquisition) (any, error) {
	g := c.Guarded(i)
	if g.Argv != nil {
		if err := eval.CheckProgram(c, "!", g.Argv); err != nil {
			return nil, err
		}
	}
	return eval.Results(func(yield func(any, error) bool) {
		held, err := acquire.tell(ctx, f, key)
		if err != nil {
			if errors.Is(err, recipe.ErrLost) && !errors.As(err, new(*LockLostError)) { // as of a hold around this one
				err = &LockLostError{Key: key, Never: true}
			}
			yield(nil, err)
			return
		}
		var ended error // how the command ended
		wanted := true
		err = held.Do(ctx, func(ctx context.Context) error {
			inner := f.Holding(held.Token(), func() error { return lostError(key, held.Err(), nil) })
			for v, err := range guardedResults(ctx, inner, g) {
				if ended = err; err != nil {
					return err
				}
				if wanted = yield(v, nil); !wanted {
					return nil
				}
			}
			return nil
		})
		if err != nil && wanted {
			yield(nil, lostError(key, err, ended))
		}
	}), nil
}

func guardedResults(ctx context.Context, f *eval.Frame, g lang.Guarded) eval.Results {
	if g.Argv == nil {
		return eval.Parts(f.Follow(ctx, g.Statement))
	}
	return f.RunProgram(ctx, g.Argv, nil)
}

// Data is the error as data.
func (e *LockLostError) Data() render.Map {
	m := lang.ErrorMap("lock-lost", e.Error())
	if unknown := (*client.UnknownOutcome)(nil); errors.As(e.Err, &unknown) {
		m = m.With(lang.UnknownEntry(1)...).With(render.Entry{Key: render.Keyword("request"), Value: unknown.Request})
	}
	return m
}

// ExitStatus is that of a lost lock, whatever the command that was stopped says.
func (e *LockLostError) ExitStatus() int { return lang.StatusRefused }

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
