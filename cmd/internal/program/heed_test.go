package program_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"etcd2sh/cmd/internal/program"
)

// heeding runs a program and tells when the signals are heeded.
func heeding(t *testing.T, heed func(), args ...string) (status int) {
	t.Helper()
	p := &program.Program{Name: "etcd2sh"}
	return p.Run(t.Context(), args, program.IO{
		In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Env: run{}.getenv, Heed: heed,
		Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithCancel(ctx) },
	})
}

// Whatever is more than a plain read is begun when the signals are heeded.
func TestHeededBefore(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"reset! k v", "delete! k", "get k --wait", "watch k --count 1", "get k --file " + t.TempDir() + "/file", "try get k catch _ 1",
		"get k | ! cat", "repeat 2 --jobs 2 get k", "ls k\nreset! k v",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			heeded := make(chan struct{})
			f := startFake(t, func(n int, w http.ResponseWriter, _ *http.Request) {
				if n == 0 && strings.HasPrefix(command, "ls") {
					fmt.Fprint(w, `{"action":"get","node":{"key":"/k","dir":true}}`)
					return
				}
				select {
				case <-heeded:
				default:
					t.Error("the signals are not heeded yet")
				}
				w.WriteHeader(http.StatusNotFound)
				fmt.Fprint(w, `{"errorCode":100,"message":"Key not found","cause":"/k","index":1}`)
			})
			heeding(t, sync.OnceFunc(func() { close(heeded) }), f.url, "-c", command)
		})
	}
}

// A plain read that takes long is heeded as well.
func TestHeededAfterAWhile(t *testing.T) {
	t.Parallel()
	heeded := make(chan struct{})
	f := startFake(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		select {
		case <-heeded:
			fmt.Fprint(w, `{"action":"get","node":{"key":"/k","value":"v"}}`)
		case <-r.Context().Done():
		}
	})
	if status := heeding(t, sync.OnceFunc(func() { close(heeded) }), f.url, "--timeout", "1m", "-c", "get k"); status != 0 {
		t.Errorf("got the status %d, want the answer", status)
	}
}

// A plain read that does not take long goes without: of many one is as quick.
func TestUnheeded(t *testing.T) {
	t.Parallel()
	f := startFake(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"action":"get","node":{"key":"/k","value":"v"}}`)
	})
	for range 1000 {
		var mu sync.Mutex
		heeded := false
		heeding(t, func() {
			mu.Lock()
			defer mu.Unlock()
			heeded = true
		}, f.url, "-c", "get k")
		mu.Lock()
		quick := !heeded
		mu.Unlock()
		if quick {
			return
		}
	}
	t.Error("the signals are heeded in every get")
}
