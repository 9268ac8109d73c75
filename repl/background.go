package repl

import (
	"bytes"
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

func init() {
	register(listJobs, &lang.Command{
		Name: "jobs", Group: lang.GroupShell, Session: true,
		Doc: "list what runs in the background", Returns: "the jobs with their number, age, results so far, and command",
		More:    "A watch, an await or an exec-watch with & at its end runs behind the prompt, and prints above the line that is typed.",
		Example: []lang.Example{{Line: `jobs`, Result: `[]`}},
	})
	register(killJob, &lang.Command{
		Name: "kill", Group: lang.GroupShell, Session: true, Args: []lang.Arg{{Name: "N", Kind: lang.CountArg}},
		Doc: "end a job of the background", Returns: "nothing",
		Example: []lang.Example{{Line: `try kill 1 catch [:type :usage] :none`, Result: `:none`}},
	})
}

// job is a command that runs behind the prompt.
type job struct {
	n      int
	text   string
	begun  time.Time
	cancel context.CancelFunc
	done   chan struct{}
	parts  int // results so far
}

// background is the jobs of a session.
type background struct {
	mu   sync.Mutex
	jobs []*job
	last int // the number of the youngest job there ever was

	writer io.Writer // writes above the line that is typed
	// shows gives what shows a part of a job's result, or the error that ended
	// it, to several goroutines at once; nil where there is no prompt.
	shows func() func(n int, v any, err error)
}

// behindPrompt has the writer of what runs behind the prompt.
type behindPrompt struct{}

// errNoPrompt is why there is no background.
var errNoPrompt = errors.New("& runs a command behind a prompt, and there is none; leave it out, or quote '&' to mean the text")

// launch runs a statement in the background.
func (s *Session) launch(st lang.Statement) (any, error) {
	b := &s.background
	if b.shows == nil {
		return nil, st.Call.Usage(errNoPrompt)
	}
	ctx := context.WithValue(capturing(context.Background()), behindPrompt{}, b.writer) // it outlives the line, and the terminal is the prompt's
	ctx, cancel := context.WithCancel(ctx)
	v, err := s.follow(ctx, st)
	if err != nil {
		cancel()
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last++
	text := strings.TrimSpace(st.Call.Text)
	j := &job{n: b.last, text: text, begun: time.Now(), cancel: cancel, done: make(chan struct{})}
	b.jobs = append(b.jobs, j)
	go b.run(ctx, j, results(v, nil), b.shows())
	s.note(fmt.Sprintf("[%d] %s", j.n, text))
	return render.Nothing{}, nil
}

func (b *background) run(ctx context.Context, j *job, parts Results, show func(int, any, error)) {
	defer close(j.done)
	defer b.forget(j)
	defer j.cancel()
	for v, err := range parts {
		if ctx.Err() != nil {
			return
		}
		b.mu.Lock()
		j.parts++
		b.mu.Unlock()
		show(j.n, v, err)
		if err != nil {
			return
		}
	}
	show(j.n, render.Text("done: "+j.text), nil)
}

func (b *background) forget(j *job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.jobs = slices.DeleteFunc(b.jobs, func(other *job) bool { return other == j })
}

// end ends every job and waits for that.
func (b *background) end() {
	b.mu.Lock()
	jobs := slices.Clone(b.jobs)
	b.mu.Unlock()
	for _, j := range jobs {
		j.cancel()
	}
	for _, j := range jobs {
		<-j.done
	}
}

func listJobs(_ context.Context, s *Session, _ lang.Call) (any, error) {
	b := &s.background
	b.mu.Lock()
	defer b.mu.Unlock()
	t := render.Table{Columns: []render.Column{{Name: "n", Right: true}, {Name: "age"}, {Name: "results", Right: true}, {Name: "command"}}}
	for _, j := range b.jobs {
		t.Rows = append(t.Rows, []any{j.n, time.Since(j.begun).Round(time.Second).String(), j.parts, j.text})
	}
	return t, nil
}

func killJob(_ context.Context, s *Session, c lang.Call) (any, error) {
	b := &s.background
	b.mu.Lock()
	i := slices.IndexFunc(b.jobs, func(j *job) bool { return uint64(j.n) == c.Uint(0) })
	var j *job
	if i >= 0 {
		j = b.jobs[i]
	}
	b.mu.Unlock()
	if j == nil {
		return nil, c.Usage(fmt.Errorf("there is no job %d; jobs lists them", c.Uint(0)))
	}
	j.cancel()
	<-j.done
	return render.Nothing{}, nil
}

// behind gives a show that writes to Behind, each part in one piece. They look
// as results look now, without metadata.
func (sh *Shell) behind() func(int, any, error) {
	style := sh.Out.style(sh.Session.config)
	style.Meta = false
	return func(n int, v any, err error) {
		text := bytes.NewBufferString(fmt.Sprintf("[%d] ", n))
		if err == nil {
			err = style.Result(text, plainResult(v))
		}
		if err != nil {
			style.Error(text, ErrorData(err)) // a buffer takes it all
		}
		sh.Behind.Write(text.Bytes()) // if the terminal is gone, the prompt finds out
	}
}
