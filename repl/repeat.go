package repl

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
)

func init() {
	register(repeat, &Command{
		Name: "repeat", Group: GroupCombining,
		Args:    []Arg{{Name: "N", Kind: CountArg}, {Name: "COMMAND…", Kind: CommandArg}},
		Options: []Option{{Name: "jobs", Short: "j", Kind: Uint, Value: "M", Doc: "how many run at once; 1 if not given"}},
		Doc:     "run a command N times", Returns: "the list of the results, in the order in which they finished",
		More: "It stops at the first error; commands under way are waited for, and :completed in the error tells how many succeeded. " +
			"A command that changes the shell itself, such as cd, runs one at a time.",
		Example: []Example{{Before: []string{`reset! :counter 0`}, Line: `repeat 3 swap! :counter inc`, Result: `(1 2 3)`}},
	})
}

func repeat(ctx context.Context, s *Session, c Call) (any, error) {
	r := repetition{session: s, call: c.args[1].(Call), left: c.Uint(0), of: c.Uint(0)}
	jobs := uint64(1)
	if j := c.OptionUint("jobs"); j != nil {
		jobs = *j
	}
	if jobs == 0 || jobs > MaxJobs {
		return nil, c.usage(fmt.Errorf("--jobs wants a number from 1 to %d", MaxJobs))
	}
	if r.call.changesSession() {
		jobs = 1
	}
	ctx = capturing(ctx)
	before, start := s.client.Stats(), time.Now()
	var wg sync.WaitGroup
	for range min(jobs, r.of) {
		wg.Go(func() { r.work(ctx) })
	}
	wg.Wait()
	s.note(r.summary(before, s.client.Stats(), time.Since(start)))
	switch {
	case errors.Is(r.err, ErrExit):
		return nil, r.err
	case r.err != nil:
		return nil, &RepeatError{Done: r.succeeded(), Of: int(r.of), Unknown: r.unknown, Err: r.err}
	}
	return r.results, nil
}

// repetition is a repeat under way, shared by its workers.
type repetition struct {
	session *Session
	call    Call
	of      uint64

	mu       sync.Mutex
	left     uint64
	results  render.List
	declined int   // how many of them are of a person's no
	unknown  int   // how many writes had an unknown outcome
	err      error // the first failure; nothing new begins after it
}

func (r *repetition) work(ctx context.Context) {
	for r.begin(ctx) {
		var declined atomic.Bool
		v, err := single(r.session.run(onDecline(ctx, func() { declined.Store(true) }), r.call))
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
	case r.err == nil:
		r.err = err
	}
}

func (r *repetition) succeeded() int { return len(r.results) - r.declined }

func (r *repetition) summary(before, after client.Stats, took time.Duration) string {
	counts := fmt.Sprintf("%d succeeded", r.succeeded())
	if r.declined > 0 {
		counts += fmt.Sprintf(", %d declined", r.declined)
	}
	return fmt.Sprintf("%s, %s, %s, %v", counts,
		plural(int(after.Requests-before.Requests), "request"),
		plural(int(after.Conflicts-before.Conflicts), "conflict"), took.Round(time.Millisecond))
}

// changesSession reports whether the command, or one within it, changes the
// shell itself.
func (c Call) changesSession() bool {
	return !c.within(func(inner Call) bool { return !inner.Command.Session })
}

// note passes a remark on, if anybody listens.
func (s *Session) note(text string) {
	if s.Note != nil {
		s.Note(text)
	}
}
