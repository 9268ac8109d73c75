package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var awaitCommand = eval.Entry{Run: eval.OnKey(await), Command: &lang.Command{
	Name: "await", Group: lang.GroupWaiting, Alone: true, Background: true,
	Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "exists|missing|changed|=", Kind: awaitedWord}, {Name: "VALUE", Kind: lang.ValueArg, Optional: true}},
	Options: []lang.Option{
		{Name: "timeout", Kind: lang.Duration, Value: "TIME", Doc: "how long to wait in all: 10s, 1m; for ever if not given"},
		eval.RootKeyOption, secretOption,
	},
	Doc:     "wait until a key exists, is missing, changes, or has a value",
	Answers: true, Returns: "the answer or the event that ended the wait; nil for a key that is missing already",
	More: "await K = VALUE waits for the value. The key is read with quorum, and then watched from that very answer on, so that nothing can happen unseen in between. " +
		"When the time is over it is an error of type :timeout.",
	Example: []lang.Example{
		{Before: []string{`reset! :atom "hi"`}, Line: `await :atom = "hi" | :node :value`, Result: `"hi"`},
		{Line: `await :atom missing`, Result: `nil`},
	},
}}

// awaitedWord is what is waited for.
var awaitedWord = lang.WordArg(false,
	lang.Name{Text: "exists", Doc: "until there is such a key"},
	lang.Name{Text: "missing", Doc: "until there is none"},
	lang.Name{Text: "changed", Doc: "until it is written or deleted"},
	lang.Name{Text: "=", Doc: "until it has the value that follows"})

// awaited is what a call waits for, in words.
func awaited(c lang.Call, key string) string {
	what := map[string]string{"exists": "exists", "missing": "is missing", "changed": "changes"}[c.String(1)]
	switch {
	case c.String(1) == "=" && c.Secret():
		what = "is as it shall be"
	case c.String(1) == "=":
		what = "is " + lang.Shorten(strconv.Quote(c.String(2)))
	}
	text := fmt.Sprintf("waiting until %s %s", key, what)
	if limit := c.OptionDuration("timeout"); limit > 0 {
		text += fmt.Sprintf(", for %v at most", limit)
	}
	return render.Escape(text)
}

// condition tells whether a node, nil for a missing key, is as it is waited for.
type condition func(n *client.Node) bool

func await(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	if err := checkCondition(c); err != nil {
		return nil, c.Usage(err)
	}
	c.Text = f.Commands().Redact(c.Text).String()
	w := &waiting{client: f.Client(), trouble: trouble(f), call: c, key: key}
	w.begins = func() (over func()) { return f.Waits(awaited(c, key)) }
	if f.Unattended() {
		if err := w.look(ctx); err != nil {
			return nil, err
		}
	}
	return eval.Results(func(yield func(any, error) bool) {
		yield(w.inTime(ctx, c.OptionDuration("timeout")))
	}), nil
}

func checkCondition(c lang.Call) error {
	switch what, err := c.Word(1); {
	case err != nil:
		return err
	case what == "=" && !c.Has(2):
		return errors.New("await wants a value behind =: await K = VALUE")
	case what == "=":
		return nil
	case c.Has(2):
		return fmt.Errorf("only = takes a value, not %s", what)
	}
	return nil
}

// waiting is an await under way.
type waiting struct {
	client  *client.Client
	trouble func(error)
	begins  func() (over func()) // tells that it waits
	call    lang.Call
	key     string

	now   *client.Response // what was read last; nil for a missing key
	index uint64           // of the store then
	holds condition        // nil until the key was read
}

// inTime waits for as long as limit; 0 is for ever. When the time is over it
// looks once more: a member that stands still tells a watch nothing.
func (w *waiting) inTime(ctx context.Context, limit time.Duration) (any, error) {
	if limit == 0 {
		return w.wait(ctx)
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	v, err := w.wait(limited)
	if err == nil || !errors.Is(limited.Err(), context.DeadlineExceeded) {
		return v, err
	}
	if w.holds != nil {
		if err := w.look(ctx); err == nil && w.holds(nodeOf(w.now)) {
			return plainAnswer(w.now), nil
		}
	}
	return nil, &AwaitTimeout{Command: strings.TrimSpace(w.call.Text), After: limit}
}

// AwaitTimeout says that what was waited for did not come in time.
type AwaitTimeout struct {
	Command string
	After   time.Duration
}

func (e *AwaitTimeout) Error() string {
	return fmt.Sprintf("%s: it was not so within %v", e.Command, e.After)
}

// look reads the key.
func (w *waiting) look(ctx context.Context) (err error) {
	w.now, w.index, err = present(ctx, w.client, w.key, client.Options{RootKey: w.call.Common().RootKey})
	if err == nil && w.holds == nil {
		w.holds = callCondition(w.call, nodeOf(w.now))
	}
	return err
}

// wait reads the key, unless that was done, and watches it from then on.
func (w *waiting) wait(ctx context.Context) (any, error) {
	if w.holds == nil {
		if err := w.look(ctx); err != nil {
			return nil, err
		}
	}
	if w.holds(nodeOf(w.now)) {
		return plainAnswer(w.now), nil
	}
	defer w.begins()()
	o := client.WatchOptions{RootKey: w.call.Common().RootKey, From: w.index + 1, Trouble: w.trouble}
	// What is made in a missing directory makes the directory, without an event of
	// its own.
	o.Recursive = nodeOf(w.now) == nil && w.call.String(1) != "="
	for e, err := range w.client.Watch(ctx, w.key, o) {
		switch {
		case err != nil:
			return nil, err
		case w.holds(nodeAfter(e)):
			return eventData(e), nil
		}
	}
	return nil, ctx.Err()
}

// callCondition is what a call waits for; first is the node as it was read.
func callCondition(c lang.Call, first *client.Node) condition {
	switch c.String(1) {
	case "exists":
		return func(n *client.Node) bool { return n != nil }
	case "missing":
		return func(n *client.Node) bool { return n == nil }
	case "changed":
		return func(n *client.Node) bool { return !sameNode(n, first) }
	}
	value := c.String(2)
	return func(n *client.Node) bool { return n != nil && n.Value != nil && *n.Value == value }
}

// sameNode reports whether a key is as it was: missing, or at the same index with
// the same value, as indexes come again in a store that lost its data.
func sameNode(a, b *client.Node) bool {
	if a == nil || b == nil || a.ModifiedIndex == nil || b.ModifiedIndex == nil {
		return a == b
	}
	sameValue := a.Value == b.Value || a.Value != nil && b.Value != nil && *a.Value == *b.Value
	return *a.ModifiedIndex == *b.ModifiedIndex && sameValue
}

func nodeOf(r *client.Response) *client.Node {
	if r == nil {
		return nil
	}
	return r.Node
}

// nodeAfter is the node as an event left it: nil when that removed it.
func nodeAfter(e *client.Event) *client.Node {
	switch {
	case e.Response == nil:
		return nil
	case e.Action == "delete", e.Action == "compareAndDelete", e.Action == "expire":
		return nil
	}
	return e.Node
}

// plainAnswer is an answer as data; nil when there is none.
func plainAnswer(r *client.Response) any {
	if r == nil {
		return nil
	}
	return r
}

// Data is the error as data.
func (e *AwaitTimeout) Data() render.Map { return lang.ErrorMap("timeout", e.Error()) }

// ExitStatus is that of a timeout.
func (e *AwaitTimeout) ExitStatus() int { return lang.StatusUnreachable }
