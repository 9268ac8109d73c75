package command

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// The options of what watches.
var (
	belowOption = lang.Option{Name: "recursive", Short: "r", Doc: "all that is below the key too; hidden nodes are left out"}
	fromOption  = lang.Option{Name: "from", Kind: lang.Uint, Value: "INDEX", Doc: "begin with the first event at or after this index, in the past too; etcd keeps the last 1000"}
	eventsWant  = lang.Option{Name: "count", Short: "n", Kind: lang.Uint, Value: "N", Doc: "end after N events"}

	afterOption   = lang.Option{Name: "after-index", Kind: lang.Uint, Value: "N", Doc: "begin behind this index: as --from with the next one, for etcdctl's sake"}
	foreverOption = lang.Option{Name: "forever", Short: "f", Doc: "do not end by itself: it never does without --count, and the option is for etcdctl's sake"}

	watchOptions = []lang.Option{belowOption, fromOption, eventsWant, afterOption, foreverOption, eval.RootKeyOption}
)

var watchCommand = eval.Entry{Run: watch, Command: &lang.Command{
	Name: "watch", Group: lang.GroupWaiting, Alone: true, Background: true,
	Args: []lang.Arg{{Name: "K…", Kind: lang.KeyArg, Several: true}}, Options: watchOptions,
	Doc: "show each change of a key, or of several, as it happens", Answers: true, Returns: "the events, each once and in order",
	More: "It goes on through lost connections and restarts, and asks the next endpoint when it hears nothing for some 20 seconds, until Ctrl-C or, at a prompt, any key; with & at the end it runs in the background of a prompt, and begins before what is typed next. " +
		"The deletion of a directory above the key is an event of the key too. A change of nothing but a ttl (touch!) is none.\n\n" +
		"On a terminal an event is one line, on which cas and cad are etcd's compareAndSwap and compareAndDelete; config events map shows the whole data there. With -o simple it is INDEX, ACTION, KEY and VALUE with tabs between them, everywhere. " +
		"A tab, a newline or another control character of a key or a value is written \\t, \\n or \\u001b there, and a backslash \\\\, so that printf %b gives the value back; a directory's key ends in /, and a deletion has an empty value.\n\n" +
		"Where etcd has forgotten the events that come next, a map of :type :history-lost says which; :seen in it is the index from which the store went back, if its data was lost or replaced. Then comes the present state as get* gives it, nil for a missing key, and then the events after it.\n\n" +
		"Several keys are one watch: their events come in the order of the store, and --count counts them together; a history that is lost is told once, and then the state of each key. " +
		"It asks for everything below the deepest directory that holds them all, which must be readable, and shows the keys' events alone. Names in there that begin with _ cannot be watched beside others, because such a watch does not hear of them.",
	Example: []lang.Example{{Before: []string{`def begun reset! :atom "hi" | :node :modifiedIndex`, `swap! :atom str "!"`}, Line: `watch :atom --from $begun --count 2 | :node :value`, Result: "\"hi\"\n\"hi!\""}},
}}

func watch(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	keys, err := c.AllKeys(f.Dir())
	if err != nil {
		return nil, err
	}
	events, err := events(ctx, f, c, keys...)
	if err != nil {
		return nil, err
	}
	return eval.Results(func(yield func(any, error) bool) {
		defer f.Waits("watching " + watched(c, keys...))()
		var told *client.HistoryLost
		for e, err := range events {
			if err == nil && e.Lost != told {
				if told = e.Lost; told != nil && !yield(shownGap(told, keys...), nil) {
					return
				}
			}
			if !yield(shownEvent(e), err) {
				return
			}
		}
	}), nil
}

// watched is what a watch is about, in words.
func watched(c lang.Call, keys ...string) string {
	what := render.Escape(strings.Join(keys, ", "))
	if c.Flag("recursive") {
		what += " and all that is below"
	}
	return what
}

// shownEvent is what an event brought, as data that is shown as an event.
func shownEvent(e *client.Event) any {
	if e == nil {
		return nil
	}
	shown := render.Event{Data: eventData(e), Key: e.Key, Response: e.Response, Gap: e.Lost, State: e.Lost != nil}
	return eval.Printed{Value: shown.Data, As: shown}
}

// shownGap is where events of the keys that are watched were lost, shown as an event.
func shownGap(lost *client.HistoryLost, keys ...string) any {
	data := lostData(lost)
	return eval.Printed{Value: data, As: render.Event{Data: data, Key: strings.Join(keys, ", "), Gap: lost}}
}

// eventData is the answer that an event brought, as data; nil when there is
// none.
func eventData(e *client.Event) any {
	if e == nil || e.Response == nil {
		return nil
	}
	return e.Response
}

func lostData(h *client.HistoryLost) render.Map {
	oldest := any(nil) // a server that did not tell
	if h.Oldest != 0 {
		oldest = h.Oldest
	}
	m := render.Map{
		{Key: render.Keyword("type"), Value: render.Keyword("history-lost")},
		{Key: render.Keyword("asked"), Value: h.Asked},
		{Key: render.Keyword("oldest"), Value: oldest},
		{Key: render.Keyword("index"), Value: h.Index},
	}
	if h.Seen != 0 {
		m = append(m, render.Entry{Key: render.Keyword("seen"), Value: h.Seen})
	}
	return m
}

// events gives the events that a call's options ask for. Events that tell of a
// gap are not counted.
func events(ctx context.Context, f *eval.Frame, c lang.Call, keys ...string) (func(yield func(*client.Event, error) bool), error) {
	about := c.KeyOptions(0)
	o := client.WatchOptions{RootKey: about.RootKey, TrailingSlash: about.TrailingSlash && len(keys) == 1, Recursive: c.Flag("recursive"), Trouble: trouble(f)}
	var err error
	if o.From, err = beginning(c); err != nil {
		return nil, c.Usage(err)
	}
	if o.From == 0 && f.Unattended() {
		_, index, err := present(ctx, f.Client(), keys[0], about)
		if err != nil {
			return nil, err
		}
		o.From = index + 1
	}
	left := c.OptionUint("count")
	switch {
	case left != nil && *left == 0:
		return nil, c.Usage(errors.New("--count wants 1 or more"))
	case left != nil && c.Flag(foreverOption.Name):
		return nil, c.Usage(errors.New("--forever and --count are opposites"))
	}
	all := f.Client().WatchKeys(ctx, keys, o)
	if left == nil {
		return all, nil
	}
	return func(yield func(*client.Event, error) bool) {
		n := *left
		for e, err := range all {
			if err == nil && e.Lost == nil {
				n--
			}
			if !yield(e, err) || n == 0 {
				return
			}
		}
	}, nil
}

// beginning is the index that a watch begins with; 0 is now.
func beginning(c lang.Call) (uint64, error) {
	from, after := c.OptionUint(fromOption.Name), c.OptionUint(afterOption.Name)
	switch {
	case from != nil && after != nil:
		return 0, errors.New("--from N and --after-index N both say where to begin; one will do")
	case after != nil && *after == math.MaxUint64:
		return 0, errors.New("no index comes after this one")
	case after != nil:
		return *after + 1, nil
	case from == nil:
		return 0, nil
	case *from == 0:
		return 0, errors.New("--from wants an index of 1 or more; without it the watch begins now")
	}
	return *from, nil
}

// troubleEvery is how often a watch tells that it has lost its connection.
const troubleEvery = time.Minute

// trouble gives what tells, at once and not too often, of lost connections that
// a watch survives.
func trouble(f *eval.Frame) func(error) {
	var told time.Time
	return func(err error) {
		if time.Since(told) < troubleEvery {
			return
		}
		told = time.Now()
		f.Warn("the watch goes on after: " + err.Error())
	}
}
