package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// Job is a command that runs behind the prompt.
type Job struct {
	N      int
	Text   string
	Begun  time.Time
	Cancel context.CancelFunc
	Done   chan struct{}
	Parts  int // results so far
}

// background is the jobs of a session.
type background struct {
	Mu   sync.Mutex
	Jobs []*Job
	last int // the number of the youngest job there ever was

	Writer io.Writer // writes above the line that is typed
	// shows gives what shows a part of a job's result, or the error that ended
	// it, to several goroutines at once; nil where there is no prompt.
	Shows func() func(n int, v any, err error)
}

// behindPrompt has the writer of what runs behind the prompt.
type behindPrompt struct{}

// errNoPrompt is why there is no background.
var errNoPrompt = errors.New("& runs a command behind a prompt, and there is none; leave it out, or quote '&' to mean the text")

// launch runs a statement in the background.
func (s *Session) launch(st lang.Statement) (any, error) {
	b := &s.Background
	if b.Shows == nil {
		return nil, st.Call.Usage(errNoPrompt)
	}
	ctx := context.WithValue(Capturing(context.Background()), behindPrompt{}, b.Writer) // it outlives the line, and the terminal is the prompt's
	ctx, cancel := context.WithCancel(ctx)
	v, err := s.Follow(ctx, st)
	if err != nil {
		cancel()
		return nil, err
	}
	b.Mu.Lock()
	defer b.Mu.Unlock()
	b.last++
	text := strings.TrimSpace(st.Call.Text)
	j := &Job{N: b.last, Text: text, Begun: time.Now(), Cancel: cancel, Done: make(chan struct{})}
	b.Jobs = append(b.Jobs, j)
	go b.run(ctx, j, Parts(v, nil), b.Shows())
	s.Remark(fmt.Sprintf("[%d] %s", j.N, text))
	return render.Nothing{}, nil
}

func (b *background) run(ctx context.Context, j *Job, parts Results, show func(int, any, error)) {
	defer close(j.Done)
	defer b.forget(j)
	defer j.Cancel()
	for v, err := range parts {
		if ctx.Err() != nil {
			return
		}
		b.Mu.Lock()
		j.Parts++
		b.Mu.Unlock()
		show(j.N, v, err)
		if err != nil {
			return
		}
	}
	show(j.N, render.Text("done: "+j.Text), nil)
}

func (b *background) forget(j *Job) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	b.Jobs = slices.DeleteFunc(b.Jobs, func(other *Job) bool { return other == j })
}

// End ends every job and waits for that.
func (b *background) End() {
	b.Mu.Lock()
	jobs := slices.Clone(b.Jobs)
	b.Mu.Unlock()
	for _, j := range jobs {
		j.Cancel()
	}
	for _, j := range jobs {
		<-j.Done
	}
}
