package repl_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestUnknownIsCounted loses the answers of all eight requests that a command
// has in flight: it tells of each that it may have been done.
func TestUnknownIsCounted(t *testing.T) {
	repltest.Parallel(t)
	tests := []struct{ line, method, counts string }{
		{`delete-all! d`, http.MethodDelete, `:deleted 0, :unknown 8`},
		{`cp d e -r`, http.MethodPut, `:copied 1, :unknown 8`},
		{`mv d e -r`, http.MethodPut, `:copied 1, :moved 0, :unknown 8`},
		{`mv d e -r --overwrite`, http.MethodDelete, `:copied 21, :moved 0, :unknown 8`},
	}
	for _, tt := range tests {
		t.Run(tt.line+" "+tt.method, func(t *testing.T) {
			t.Parallel()
			b := repltest.New(t)
			for i := range 20 {
				b.Run(fmt.Sprintf("reset! d/k%02d v", i))
			}
			var came atomic.Int32
			all := make(chan struct{})
			b.Session = repltest.Open(t, repltest.Hold(t, b.URL, func(method, key string) {
				if method != tt.method || key == "/e" {
					return
				}
				if came.Add(1) == 8 {
					close(all)
				}
				<-all
				panic(http.ErrAbortHandler) // closes the connection
			}))
			_, err := b.Eval(t.Context(), tt.line)
			if eval.Status(err) != lang.StatusUnknown {
				t.Fatalf("got %v, want an unknown outcome", err)
			}
			// after the type, the message and the request
			if got, want := repltest.EDN(t, eval.ErrorData(err)[3:]), "{"+tt.counts+"}"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestHintAfterUnknown: what goes on when it is run again says so; anything else
// had better be looked at.
func TestHintAfterUnknown(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	tests := []struct{ line, method, key, hint string }{
		{`delete-all! d`, http.MethodDelete, "/d/k", "it can be run again, and goes on"},
		{`load ` + repltest.File(t, `reset! "/d/l" 1`), http.MethodPut, "/d/l", "it can be run again, and goes on"},
		{`delete! d/k`, http.MethodDelete, "/d/k", "look before you repeat it: resolve tells what became of it, as far as that can be known"},
		{`load ` + repltest.File(t, `reset! "/d" 1`), "", "", ""},
	}
	for _, tt := range tests {
		b.Write("/d/k", "v")
		var printed strings.Builder
		shell := repl.Shell{
			Session: repltest.Open(t, repltest.LoseAnswers(t, b.URL, tt.method, tt.key).URL),
			Out:     repl.Stream{Writer: io.Discard}, Err: repl.Stream{Writer: &printed, Terminal: true},
		}
		if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(tt.line)}}); err == nil {
			t.Errorf("%s: got no error", tt.line)
		}
		_, hint, _ := strings.Cut(printed.String(), "; hint: ")
		if hint = strings.TrimSpace(hint); hint != tt.hint {
			t.Errorf("%s: got the hint %q, want %q", tt.line, hint, tt.hint)
		}
	}
}
