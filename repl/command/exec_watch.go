package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var execWatchCommand = eval.Entry{Run: eval.OnKey(execWatch), Command: &lang.Command{
	Name: "exec-watch", Group: lang.GroupWaiting, Alone: true, Background: true,
	Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "-- PROGRAM ARGS…", Kind: lang.ProgramArg, Advice: "after it come a program and its arguments"}}, Options: watchOptions,
	Doc: "run a program for each change of a key, one at a time and in order", Returns: "what the program prints; an error of type :program when it fails",
	More: "The program finds ETCD_WATCH_ACTION, ETCD_WATCH_KEY, ETCD_WATCH_VALUE and ETCD_WATCH_MODIFIED_INDEX in its environment, and the value, whatever its size, on its standard input; after a deletion the value is empty. " +
		"On a terminal each event is a line, as watch shows it, above what its program prints. " +
		"A value or a key that the environment cannot hold, because it has 128 KiB or more or a NUL in it, is not set there. " +
		"Where events were lost, a map of :type :history-lost is printed, and the program runs for the present state with the action get; for a key that is missing then, with an empty action.",
	Example: []lang.Example{{Before: []string{`def begun reset! :atom "hi" | :node :modifiedIndex`}, Line: `exec-watch :atom --from $begun --count 1 -- sh -c 'echo $ETCD_WATCH_ACTION $ETCD_WATCH_VALUE'`, Result: `set hi`}},
}}

func execWatch(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	argv := c.Values(1)
	if err := eval.CheckProgram(c, "--", argv); err != nil {
		return nil, err
	}
	events, err := events(ctx, f, c, key)
	if err != nil {
		return nil, err
	}
	return eval.Results(func(yield func(any, error) bool) {
		defer f.Waits(fmt.Sprintf("running %s for each change of %s", render.Escape(argv[0]), watched(c, key)))()
		for e, err := range events {
			if err != nil {
				yield(nil, err)
				return
			}
			if e.Lost != nil && !yield(shownGap(e.Lost, e.Key), nil) {
				return
			}
			if !yieldSeen(f, yield, e) {
				return
			}
			if !eval.YieldAll(yield, f.RunProgramOn(ctx, argv, eventEnvironment(key, e), eventValue(e)), nil) {
				return
			}
		}
	}), nil
}

// yieldSeen gives an event for a person to see, before its program runs, and reports
// whether more is wanted. The program of the event before may have left its last row
// without an end.
func yieldSeen(f *eval.Frame, yield func(any, error) bool, e *client.Event) bool {
	only := func(as any) any { return eval.Printed{Value: render.Nothing{}, As: as} } // seen, and no result
	switch {
	case !f.OnTerminal():
		return true
	case !f.Unattended() && !yield(only(render.FreshRow{}), nil):
		return false
	}
	return yield(only(eval.Shown(shownEvent(e))), nil)
}

// eventValue is the value that an event brought, "" for none.
func eventValue(e *client.Event) string {
	if r := e.Response; r != nil && r.Node.Value != nil {
		return *r.Node.Value
	}
	return ""
}

// eventEnvironment tells a program of an event of a key.
func eventEnvironment(key string, e *client.Event) []string {
	var action, index string
	if r := e.Response; r != nil {
		action = r.Action
		if r.Node.Key != nil {
			key = *r.Node.Key
		}
		if r.Node.ModifiedIndex != nil {
			index = strconv.FormatUint(*r.Node.ModifiedIndex, 10)
		}
	}
	return []string{
		"ETCD_WATCH_ACTION=" + action, variable("ETCD_WATCH_KEY", key),
		variable("ETCD_WATCH_VALUE", eventValue(e)), "ETCD_WATCH_MODIFIED_INDEX=" + index,
	}
}

// mostOfVariable is how long NAME=VALUE may be: Linux starts no program with more.
const mostOfVariable = 128<<10 - 1

// variable is NAME=VALUE, or NAME alone, so that no older one is found, where an
// environment cannot hold that.
func variable(name, value string) string {
	v := name + "=" + value
	if len(v) > mostOfVariable || strings.Contains(value, "\x00") {
		return name
	}
	return v
}
