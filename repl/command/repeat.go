package command

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var repeatCommand = eval.Entry{Run: repeat, Command: &lang.Command{
	Name: "repeat", Group: lang.GroupCombining,
	Args:    []lang.Arg{{Name: "N", Kind: lang.CountArg}, {Name: "COMMAND…", Kind: lang.CommandArg}},
	Options: []lang.Option{{Name: "jobs", Short: "j", Kind: lang.Uint, Value: "M", Doc: "how many run at once; 1 if not given"}},
	Doc:     "run a command N times", Returns: "the list of the results, in the order in which they finished",
	More: "It stops at the first error; commands under way are waited for, and :completed in the error tells how many succeeded. " +
		"A command that changes the shell itself, such as cd, runs one at a time.",
	Example: []lang.Example{{Before: []string{`reset! :counter 0`}, Line: `repeat 3 swap! :counter inc`, Result: `(1 2 3)`}},
}}

func repeat(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	r := repetition{frame: f.Capturing(), call: c.Call(1), left: c.Uint(0), of: c.Uint(0)}
	jobs := uint64(1)
	if j := c.OptionUint("jobs"); j != nil {
		jobs = *j
	}
	if jobs == 0 || jobs > lang.MaxJobs {
		return nil, c.Usage(fmt.Errorf("--jobs wants a number from 1 to %d", lang.MaxJobs))
	}
	if jobs > 1 && r.call.ChangesSession() {
		jobs = 1
		f.Note("one at a time, in spite of --jobs: " + r.call.Command.Name + " changes the shell itself")
	}
	f.WarnOfJobs(int(jobs))
	before, start := f.Client().Stats(), time.Now()
	var wg sync.WaitGroup
	for range min(jobs, r.of) {
		wg.Go(func() { r.work(ctx) })
	}
	wg.Wait()
	f.Note(r.summary(before, f.Client().Stats(), time.Since(start)))
	switch {
	case errors.Is(r.err, eval.ErrExit):
		return nil, r.err
	case r.err != nil:
		return nil, &RepeatError{Done: r.succeeded(), Of: int(r.of), Unknown: r.unknown, Err: r.err}
	}
	return r.results, nil
}

// repetition is a repeat under way, shared by its workers.
type repetition struct {
	frame *eval.Frame
	call  lang.Call
	of    uint64

	mu       sync.Mutex
	left     uint64
	results  render.List
	declined int   // how many of them are of a person's no
	refused  int   // how many are false: of compares that failed
	unknown  int   // how many writes had an unknown outcome
	err      error // the first failure; nothing new begins after it
}

func (r *repetition) work(ctx context.Context) {
	for r.begin(ctx) {
		var declined atomic.Bool
		v, err := eval.Single(r.frame.OnDecline(func() { declined.Store(true) }).Run(ctx, r.call))
		r.end(v, err, declined.Load())
	}
}

func (r *repetition) begin(ctx context.Context) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := ctx.Err(); err != nil && r.left > 0 && r.err == nil {
		r.err = err // not every command listens
	}
	if r.left == 0 || r.err != nil {
		return false
	}
	r.left--
	return true
}

func (r *repetition) end(v any, err error, declined bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if errors.As(err, new(*client.UnknownOutcome)) {
		r.unknown++
	}
	switch {
	case err == nil:
		r.results = append(r.results, v)
		if declined {
			r.declined++
		}
		if v == false {
			r.refused++
		}
	case r.err == nil:
		r.err = err
	}
}

func (r *repetition) succeeded() int { return len(r.results) - r.declined }

func (r *repetition) summary(before, after client.Stats, took time.Duration) string {
	counts := fmt.Sprintf("%d succeeded", r.succeeded()-r.refused)
	if r.declined > 0 {
		counts += fmt.Sprintf(", %d declined", r.declined)
	}
	return fmt.Sprintf("%s, %s, %s, %v", counts,
		lang.Plural(int(after.Requests-before.Requests), "request"),
		lang.Plural(int(after.Conflicts-before.Conflicts)+r.refused, "conflict"), took.Round(time.Millisecond))
}

// RepeatError is how a repeat ended that did not succeed every time.
type RepeatError struct {
	Done, Of int   // how many succeeded, of how many
	Unknown  int   // how many writes had an unknown outcome, the first failure among them
	Err      error // the first failure
}

func (e *RepeatError) Error() string {
	return fmt.Sprintf("%v (%d of %d were done%s)", e.Err, e.Done, e.Of, eval.NobodyKnows(e.Unknown))
}

// Unwrap gives the failure.
func (e *RepeatError) Unwrap() error { return e.Err }

// Progress tells how many succeeded.
func (e *RepeatError) Progress() render.Map {
	return append(render.Map{{Key: render.Keyword("completed"), Value: e.Done}}, lang.UnknownEntry(e.Unknown)...)
}

// ExitStatus is that of a write whose outcome is unknown, if there was one.
func (e *RepeatError) ExitStatus() int { return eval.UnknownStatus(e.Unknown) }
