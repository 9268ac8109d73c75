package command

import (
	"context"
	"errors"
	"math"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// logged is how many events log shows that are not counted otherwise.
const logged = 20

var logCommand = eval.Entry{Run: log, Command: &lang.Command{
	Name: "log", Group: lang.GroupReading, Step: true, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg, Optional: true}},
	Options: eval.WithCommon(belowOption, lang.Option{Name: "count", Short: "n", Kind: lang.Uint, Value: "N", Doc: "at most N events, the last ones; else 20"}),
	Doc:     "show the last changes of a key that etcd still knows, without K those of all keys", Returns: "a list of the events, the oldest first, as watch gives them",
	More: "It ends where the store was when etcd was asked: what changes meanwhile is not shown, and nothing is waited for. " +
		"A change of nothing but a ttl (touch!) makes no event; a key that expires does, and so does the deletion of a directory above the key. Hidden keys are shown only by their own name.\n\n" +
		"etcd keeps the last 1000 events of the whole store, and not so many of each key. Where it has forgotten older ones, and fewer than N are left, the list begins with a map of :type :history-lost; :oldest in it is the first index that etcd still has.\n\n" +
		"On a terminal an event is one line, and -o simple has lines with tabs, as of watch. " +
		"Where the last change of the store is of another key, it takes half a second: etcd does not say that there is no more.",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`, `swap! :atom str "!"`}, Line: `log :atom -n 2 | jq -r '.[] | .action + " " + .node.value'`, Result: "set hi\ncompareAndSwap hi!"}},
}}

func log(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	key, err := "/", error(nil)
	if c.Has(0) {
		key, err = c.Key(f.Dir(), 0)
	}
	if err != nil {
		return nil, err
	}
	o := client.HistoryOptions{Options: c.KeyOptions(0), Recursive: c.Flag("recursive") || key == "/", Last: logged}
	if n := c.OptionUint("count"); n != nil && *n == 0 {
		return nil, c.Usage(errors.New("--count wants 1 or more"))
	} else if n != nil {
		o.Last = int(min(*n, math.MaxInt32))
	}
	h, err := f.Client().History(ctx, key, o)
	if err != nil {
		return nil, err
	}
	return shownHistory(h, key), nil
}

// shownHistory is a history as a list that is shown as events.
func shownHistory(h *client.History, key string) any {
	var shown render.Events
	if h.Lost != nil {
		shown = append(shown, render.Event{Data: lostData(h.Lost), Key: key, Gap: h.Lost})
	}
	for _, e := range h.Events {
		shown = append(shown, render.Event{Data: e, Key: key, Response: e})
	}
	return eval.Printed{Value: shown.Data(), As: shown}
}
