package command

import (
	"context"
	"strconv"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var execWatchCommand = eval.Entry{Run: eval.OnKey(execWatch), Command: &lang.Command{
	Name: "exec-watch", Group: lang.GroupWaiting, Alone: true, Background: true,
	Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "-- PROGRAM ARGS…", Kind: lang.ProgramArg, Advice: "after it come a program and its arguments"}}, Options: watchOptions,
	Doc: "run a program for each change of a key, one at a time and in order", Returns: "what the program prints; an error of type :program when it fails",
	More: "The program finds ETCD_WATCH_ACTION, ETCD_WATCH_KEY, ETCD_WATCH_VALUE and ETCD_WATCH_MODIFIED_INDEX in its environment; after a deletion the value is empty. " +
		"Where events were lost, a map of :type :history-lost is printed, and the program runs for the present state with the action get; for a key that is missing then, with an empty action.",
	Example: []lang.Example{{Before: []string{`def begun reset! :atom "hi" | :node :modifiedIndex`}, Line: `exec-watch :atom --from $begun --count 1 -- sh -c 'echo $ETCD_WATCH_ACTION $ETCD_WATCH_VALUE'`, Result: `set hi`}},
}}

func execWatch(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	events, err := events(ctx, f, c, key)
	if err != nil {
		return nil, err
	}
	argv := c.Values(1)
	return eval.Results(func(yield func(any, error) bool) {
		for e, err := range events {
			if err != nil {
				yield(nil, err)
				return
			}
			if e.Lost != nil && !yield(lostData(e.Lost), nil) {
				return
			}
			if !eval.YieldAll(yield, f.RunProgram(ctx, argv, eventEnvironment(key, e)), nil) {
				return
			}
		}
	}), nil
}

// eventEnvironment tells a program of an event of a key.
func eventEnvironment(key string, e *client.Event) []string {
	var action, value, index string
	if r := e.Response; r != nil {
		action = r.Action
		if r.Node.Key != nil {
			key = *r.Node.Key
		}
		if r.Node.Value != nil {
			value = *r.Node.Value
		}
		if r.Node.ModifiedIndex != nil {
			index = strconv.FormatUint(*r.Node.ModifiedIndex, 10)
		}
	}
	return []string{"ETCD_WATCH_ACTION=" + action, "ETCD_WATCH_KEY=" + key, "ETCD_WATCH_VALUE=" + value, "ETCD_WATCH_MODIFIED_INDEX=" + index}
}
