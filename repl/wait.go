package repl

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
)

// errKey is why a statement ended that a person has ended with a key.
var errKey = fmt.Errorf("a key was pressed: %w", context.Canceled)

// endedByKey reports whether a key ended the statement of ctx, and err says no more
// than that.
func endedByKey(ctx context.Context, err error) bool {
	return context.Cause(ctx) == errKey && saysEnded(err)
}

// ended reports whether a person ended what runs on until that.
func (sh *Shell) ended(ctx context.Context, err error) bool {
	return sh.interactive && ctx.Err() != nil && saysEnded(err)
}

// saysEnded reports whether an error says that a command was ended, and nothing else
// that a person has to know.
func saysEnded(err error) bool {
	return errors.Is(err, context.Canceled) && !errors.As(err, new(*client.UnknownOutcome)) && !errors.As(err, new(*recipe.LeftBehind))
}

// waits is what the running statement waits for, which a key ends. While it waits
// for nothing, and while a program or a question has the terminal, keys are left
// alone.
type waits struct {
	anyKey func(pressed func()) (stop func()) // Shell.AnyKey; nil without a prompt

	mu   sync.Mutex
	end  context.CancelCauseFunc // ends the statement
	n    int                     // how many of its commands wait
	away int                     // how many programs and questions have the terminal
	stop func()                  // of the watch for a key; nil: there is none
	said string                  // the last that was told about waiting
}

// statement is the context of a statement that begins.
func (w *waits) statement(ctx context.Context) (context.Context, context.CancelFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = ""
	if w.anyKey == nil {
		return ctx, func() {}
	}
	ctx, w.end = context.WithCancelCause(ctx)
	end := w.end
	return ctx, func() { end(nil) }
}

// begin notes that a command waits; news reports whether that was not told before.
// ok is false where something else has the terminal.
func (w *waits) begin(what string) (news, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.away > 0 {
		return false, false
	}
	w.n++
	w.watch()
	news = what != w.said
	w.said = what
	return news, true
}

// over notes that a command waits no more.
func (w *waits) over() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n--
	w.watch()
}

// without does something that has the terminal to itself.
func (w *waits) without(do func() error) error {
	w.move(1)
	defer w.move(-1)
	return do()
}

func (w *waits) move(by int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away += by
	w.watch()
}

// watch begins or ends the watch for a key, as things are now. The caller holds mu.
func (w *waits) watch() {
	wanted := w.anyKey != nil && w.n > 0 && w.away == 0
	switch {
	case wanted && w.stop == nil:
		end := w.end
		w.stop = w.anyKey(func() { end(errKey) })
	case !wanted && w.stop != nil:
		w.stop()
		w.stop = nil
	}
}

// wait tells a person what a command waits for, and has any key end that.
func (sh *Shell) wait(what string) (over func()) {
	news, ok := sh.waits.begin(what)
	if !ok {
		return func() {}
	}
	if news && sh.Err.Terminal && sh.Jobs <= 1 {
		ends := "Ctrl-C ends it"
		if sh.waits.anyKey != nil {
			ends = "any key ends it"
		}
		sh.flush()
		sh.say(sh.Err.Writer, sh.atAnyTime(), what+"; "+ends)
	}
	return sync.OnceFunc(sh.waits.over)
}
