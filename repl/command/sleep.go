package command

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var sleepCommand = eval.Entry{Run: sleep, Command: &lang.Command{
	Name: "sleep", Group: lang.GroupScripting, Step: true, Args: []lang.Arg{{Name: "SECONDS", Kind: lang.NameArg}},
	Doc: "wait for so many seconds, or a time such as 500ms", Returns: "nothing",
	More:    "SECONDS is a number, 0.5 for one, or a time with its unit, as in 500ms.",
	Example: []lang.Example{{Line: `sleep 0.01`, Result: ``}},
}}

func sleep(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	d, err := seconds(c.String(0))
	if err != nil {
		return nil, c.Usage(fmt.Errorf("SECONDS %w", err))
	}
	if f.Rehearsed() {
		return render.Nothing{}, nil
	}
	defer f.Waits(fmt.Sprintf("sleeping for %v", d))()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return render.Nothing{}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// seconds reads a time whose bare number is seconds. Its error reads on from
// what the time is for.
func seconds(text string) (time.Duration, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err == nil && n >= 0 && n <= float64(1<<31) {
		return time.Duration(n * float64(time.Second)), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("wants a number of seconds, or a time such as 500ms, not %s", lang.Shorten(strconv.Quote(text)))
	}
	return d, nil
}
