package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// Job is a command that runs behind the prompt, as it is at one moment.
type Job struct {
	N       int
	Text    string // without what must not be shown
	Begun   time.Time
	Results int // so far
}

// Jobs are what runs behind the prompt. The zero Jobs is empty and ready; it is
// safe for concurrent use.
type Jobs struct {
	mu   sync.Mutex
	all  []*job
	last int // the number of the youngest job there ever was
}

type job struct {
	Job
	cancel context.CancelFunc
	done   chan struct{}
}

// Jobs gives what runs behind the prompt.
func (s *Session) Jobs() *Jobs { return &s.jobs }

// errNoPrompt is why there is no background.
var errNoPrompt = errors.New("& runs a command behind a prompt, and there is none; leave it out, or quote '&' to mean the text")

// launch runs a statement behind the prompt. It outlives the line, and its
// context with it, once it has begun.
func (f *Frame) launch(line context.Context, st lang.Statement) (any, error) {
	behind := f.console.Behind
	if behind == nil {
		return nil, st.Call.Usage(errNoPrompt)
	}
	ctx, cancel := context.WithCancel(context.Background())
	release := context.AfterFunc(line, cancel)
	v, err := f.behind(behind.Writer).Follow(ctx, st)
	if !release() && err == nil {
		err = line.Err()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	j := f.jobs.begin(f.Commands().Redact(strings.TrimSpace(st.Call.Text)).String(), cancel)
	go f.jobs.run(ctx, j, Parts(v, nil), behind.Shows())
	f.Note(fmt.Sprintf("[%d] %s", j.N, j.Text))
	return render.Nothing{}, nil
}

func (b *Jobs) begin(text string, cancel context.CancelFunc) *job {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last++
	j := &job{Job{N: b.last, Text: text, Begun: time.Now()}, cancel, make(chan struct{})}
	b.all = append(b.all, j)
	return j
}

func (b *Jobs) run(ctx context.Context, j *job, parts Results, show func(int, any, error)) {
	defer close(j.done)
	defer b.forget(j)
	defer j.cancel()
	for v, err := range parts {
		if ctx.Err() != nil {
			return
		}
		b.mu.Lock()
		j.Results++
		b.mu.Unlock()
		show(j.N, v, err)
		if err != nil {
			return
		}
	}
	show(j.N, render.Text("done: "+j.Text), nil)
}

func (b *Jobs) forget(j *job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = slices.DeleteFunc(b.all, func(other *job) bool { return other == j })
}

// List gives the jobs, the oldest first.
func (b *Jobs) List() []Job {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []Job
	for _, j := range b.all {
		list = append(list, j.Job)
	}
	return list
}

// Kill ends the job with that number and waits for its end; false when there is
// none.
func (b *Jobs) Kill(n uint64) bool {
	b.mu.Lock()
	i := slices.IndexFunc(b.all, func(j *job) bool { return uint64(j.N) == n })
	var j *job
	if i >= 0 {
		j = b.all[i]
	}
	b.mu.Unlock()
	if j == nil {
		return false
	}
	j.cancel()
	<-j.done
	return true
}

// End ends every job and waits for that.
func (b *Jobs) End() {
	b.mu.Lock()
	all := slices.Clone(b.all)
	b.mu.Unlock()
	for _, j := range all {
		j.cancel()
	}
	for _, j := range all {
		<-j.done
	}
}
