package program_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/cmd/internal/program"
)

// Ctrl-C ends the command under way and the script, keep-going or not.
func TestInterruptedScript(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"a wait":           {"-c", "get k --wait", "-c", "pwd"},
		"with keep-going":  {"-k", "-c", "get k --wait", "-c", "pwd"},
		"within a try":     {"-c", "try get k --wait catch _ :caught", "-c", "pwd"},
		"within a repeat":  {"-c", "repeat 5 --jobs 2 get k --wait", "-c", "pwd"},
		"in a plain read":  {"--timeout", "1h", "-c", "get k", "-c", "pwd"},
		"within a delete!": {"--timeout", "1h", "-k", "-c", "delete-all! k", "-c", "pwd"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			interrupt := make(chan struct{}, 10)
			f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
				interrupt <- struct{}{}
				<-r.Context().Done()
			})
			var out, errOut strings.Builder
			p := &program.Program{Name: "etcd2sh"}
			status := p.Run(t.Context(), append([]string{f.url}, args...), program.IO{
				In: strings.NewReader(""), Out: &out, Err: &errOut, Env: run{}.getenv,
				Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) {
					ctx, stop := context.WithCancel(ctx)
					go func() {
						<-interrupt
						stop()
					}()
					return ctx, stop
				},
			})
			result{status, out.String(), errOut.String()}.fails(t, 130, "{:type :interrupted, :message \"interrupted\"")
		})
	}
}

// A write that was interrupted before its answer came may have happened.
func TestInterruptedWrite(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		interrupt()
		<-r.Context().Done()
	})
	var out, errOut strings.Builder
	p := &program.Program{Name: "etcd2sh"}
	p.Run(ctx, []string{f.url, "-k", "-c", "reset! k v", "-c", "pwd"}, program.IO{
		In: strings.NewReader(""), Out: &out, Err: &errOut, Env: run{}.getenv,
	})
	if out.String() != "" || !strings.Contains(errOut.String(), ":type :unknown-outcome") {
		t.Errorf("got %q and %q, want an unknown outcome and nothing after it", out.String(), errOut.String())
	}
	f.got(t, "PUT /v2/keys/k value=v")
}

// ctrlC ends what is watched for it when it is pressed, and nothing later.
type ctrlC struct{ press func() }

func (c *ctrlC) watched(ctx context.Context) (context.Context, context.CancelFunc) {
	old := c.press
	ctx, cancel := context.WithCancel(ctx)
	c.press = cancel
	return ctx, func() {
		c.press = old
		cancel()
	}
}

// Ctrl-C is heeded from the moment on in which the addresses are known.
func TestServeIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := &ctrlC{press: func() {
		t.Error("the addresses are printed before Ctrl-C would end the program")
		cancel()
	}}
	p := sandboxProgram()
	p.Serve = func() bool { return true }
	status := p.Run(ctx, nil, program.IO{
		In: strings.NewReader(""), Err: io.Discard, Env: run{}.getenv,
		Out: writer(func() { c.press() }), Interrupt: c.watched,
	})
	if status != 0 {
		t.Errorf("got the status %d, want 0", status)
	}
}

// A Ctrl-C between the start of the server and the script ends the script.
func TestInterruptAfterStart(t *testing.T) {
	t.Parallel()
	f := startFake(t, func(_ int, w http.ResponseWriter, _ *http.Request) { hangUp(w) })
	c := &ctrlC{press: func() {}}
	p := &program.Program{Name: "etcd2sh-sandbox", Start: func(context.Context) (program.Server, error) {
		return callingServer{f.url, func() { c.press() }}, nil
	}}
	var out, errOut strings.Builder
	status := p.Run(t.Context(), []string{"-c", "reset! k v"}, program.IO{
		In: strings.NewReader(""), Out: &out, Err: &errOut, Env: run{}.getenv, Interrupt: c.watched,
	})
	result{status, out.String(), errOut.String()}.fails(t, 130, `{:type :interrupted, :message "interrupted"`)
	f.got(t)
}

// callingServer is a server that calls a function when it is asked for its endpoints.
type callingServer struct {
	endpoint string
	call     func()
}

func (a callingServer) Endpoints() []string {
	a.call()
	return []string{a.endpoint}
}

func (a callingServer) CA() string { return "" }

func (a callingServer) Close() error { return nil }

// writer calls a function for each write.
type writer func()

func (w writer) Write(p []byte) (int, error) {
	w()
	return len(p), nil
}

// SIGINT ends what runs, and nothing is begun after it.
func TestSignalDuringScript(t *testing.T) {
	t.Parallel()
	many := func(n int, command string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, command+"\n", i)
		}
		return b.String()
	}
	tests := map[string]struct {
		args   []string
		sent   int // requests under way at the signal
		status int
		err    string
	}{
		"sleep":             {[]string{"-c", "echo begun\nsleep 1000\nreset! k v"}, 0, 130, "; -c:2: sleep 1000\n{:type :interrupted, :message \"interrupted\"}\n"},
		"sleep, keep going": {[]string{"-k", "--jobs", "8", "-c", "echo begun\nsleep 1000\nreset! k v"}, 0, 130, "; -c:2: sleep 1000\n{:type :interrupted, :message \"interrupted\"}\n"},
		"repeat":            {[]string{"-c", "echo begun\nrepeat 100 --jobs 4 get k\nreset! k v"}, 4, 130, ":message \"interrupted\", :completed 0}\n"},
		"reads at once":     {[]string{"--jobs", "8", "-c", "echo begun\n" + many(40, "get k%d")}, 8, 130, "; -c:2: get k0\n{:type :interrupted, :message \"interrupted\""},
		"writes at once":    {[]string{"-k", "--jobs", "8", "-c", "echo begun\n" + many(8, "reset! k%d v")}, 8, 6, "; -c:2: reset! k0 v\n{:type :unknown-outcome, "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waiting := make(chan struct{}, 100)
			f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
				waiting <- struct{}{}
				<-r.Context().Done()
			})
			p := start(t, "etcd2sh", append([]string{"--timeout", "1h", f.url}, test.args...)...)
			p.line(t)
			for range test.sent {
				<-waiting
			}
			p.signal(t, syscall.SIGINT)
			p.end(t).fails(t, test.status, test.err)
			if f.mu.Lock(); len(f.requests) != test.sent {
				t.Errorf("got %d requests, want the %d that were under way: %q", len(f.requests), test.sent, f.requests)
			}
			f.mu.Unlock()
		})
	}
}

// A signal ends a script in the middle of a wait.
func TestSignalDuringWait(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waiting := make(chan struct{}, 1)
			f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
				waiting <- struct{}{}
				<-r.Context().Done()
			})
			p := start(t, "etcd2sh", f.url, "-c", "get k --wait", "-c", "pwd")
			<-waiting
			p.signal(t, s)
			p.end(t).want(t, result{130, "", "; -c:1: get k --wait\n{:type :interrupted, :message \"interrupted\"}\n"})
			f.got(t, "GET /v2/keys/k?wait=true ")
		})
		t.Run(name+" in the sandbox", func(t *testing.T) {
			t.Parallel()
			p := start(t, "etcd2sh-sandbox", "-c", "pwd\nget k --wait\npwd")
			p.line(t) // a result does not wait for the next
			p.signal(t, s)
			p.end(t).fails(t, 130, "{:type :interrupted, ")
		})
		t.Run(name+" while reading", func(t *testing.T) {
			t.Parallel()
			p := start(t, "etcd2sh-sandbox")
			p.write(t, "pwd\n")
			p.line(t)
			p.signal(t, s)
			p.end(t).fails(t, 130, "{:type :interrupted, ")
		})
	}
}
