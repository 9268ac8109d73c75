package repl_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// console is a shell whose requests end on a wire, with its two streams.
type console struct {
	*repl.Shell
	wire     *repltest.Wire
	sends    string // what it shall send, separated by bars
	out, err bytes.Buffer
}

func newConsole(t testing.TB) *console {
	t.Helper()
	s, w := repltest.Wired(t)
	c := &console{wire: w}
	c.Shell = &repl.Shell{Session: s, Out: repl.Stream{Writer: &c.out}, Err: repl.Stream{Writer: &c.err}}
	return c
}

// script runs one source.
func (c *console) script(t testing.TB, text string) error {
	t.Helper()
	return c.Script(t.Context(), []script.Source{{Name: "x.etcd2", Reader: strings.NewReader(text)}})
}

// prompt types the text at a prompt.
func (c *console) prompt(t *testing.T, in io.Reader) error {
	t.Helper()
	return c.Prompt(t.Context(), script.NewPlainInput(in, c.Err.Writer))
}

// stuck takes the place of a server that never answers.
type stuck struct{ asked chan string }

func (s stuck) RoundTrip(req *http.Request) (*http.Response, error) {
	s.asked <- req.Method
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// interrupter is the user's Ctrl-C, which ends what is under way.
type interrupter struct {
	mu     sync.Mutex
	cancel context.CancelFunc
}

func (i *interrupter) watch(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.cancel = cancel
	return ctx, cancel
}

func (i *interrupter) interrupt() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.cancel()
}

func stuckConsole(t *testing.T) (*console, *interrupter, chan string) {
	t.Helper()
	asked := make(chan string)
	s := repltest.Connect(t, client.Config{Transport: stuck{asked}, Timeout: repltest.LongEnough}, eval.Settings{Prompt: "{dir}> "})
	c, i := &console{}, &interrupter{}
	c.Shell = &repl.Shell{Session: s, Out: repl.Stream{Writer: &c.out}, Err: repl.Stream{Writer: &c.err}, Interrupt: i.watch}
	return c, i, asked
}

type sending chan string

func (s sending) Write(p []byte) (int, error) {
	s <- string(p)
	return len(p), nil
}
