package program_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/cmd/internal/program"
)

// brokenServer is a server whose end fails; it counts how often it is ended.
type brokenServer struct{ closed *int }

func (brokenServer) Endpoints() []string { return []string{"http://127.0.0.1:1"} }

func (brokenServer) CA() string { return "" }

func (s brokenServer) Close() error {
	*s.closed++
	return errors.New("the directory stays")
}

// The program's own server is closed once, whatever happened before, and an
// error of that is told.
func TestOwnServerIsClosedOnce(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"after a result": {"-c", "pwd"},
		"after an error": {"-c", "bogus"},
		"after exit":     {"-c", "exit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := 0
			got := run{}.program(t, &program.Program{
				Name:  "own",
				Start: func(context.Context) (program.Server, error) { return brokenServer{&closed}, nil },
			}, args)
			if closed != 1 || !strings.HasSuffix(got.err, "{:type :failed, :message \"the directory stays\"}\n") {
				t.Errorf("closed %d times, and got %q; want once, and the error", closed, got.err)
			}
		})
	}
	t.Run("one that does not start", func(t *testing.T) {
		t.Parallel()
		run{}.program(t, &program.Program{
			Name:  "own",
			Start: func(context.Context) (program.Server, error) { return nil, errors.New("no port is free") },
		}, []string{"-c", "pwd"}).want(t, result{2, "", "{:type :usage, :message \"no port is free\", :command \"own\", :usage \"own --help lists the flags\"}\n"})
	})
}

func TestDataDirectoryIsKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	start(t, "etcd2sh-sandbox", "--data-dir", dir, "-c", "reset! k v | :action").end(t).want(t, result{out: "\"set\"\n"})
	start(t, "etcd2sh-sandbox", "--data-dir", dir, "-c", "get k").end(t).want(t, result{out: "\"v\"\n"})
}

func TestServe(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]os.Signal{"ended by SIGTERM": syscall.SIGTERM, "ended by Ctrl-C": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, "etcd2sh-sandbox", "--serve", "--members", "3")
			urls := strings.Split(p.line(t), ",")
			if len(urls) != 3 {
				t.Errorf("got %q, want the addresses of three members", urls)
			}
			for _, url := range urls {
				resp, err := http.Get(url + "/v2/keys/?quorum=true")
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Errorf("%s: got status %d, want 200", url, resp.StatusCode)
				}
			}
			p.signal(t, end)
			p.end(t).want(t, result{})
		})
	}
}
