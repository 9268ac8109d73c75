package command_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
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
			s := repltest.New(t)
			for i := range 20 {
				s.Run(fmt.Sprintf("reset! d/k%02d v", i))
			}
			var came atomic.Int32
			all := make(chan struct{})
			s.Session = repltest.Open(t, repltest.Hold(t, s.URL, func(method, key string) {
				if method != tt.method || key == "/e" {
					return
				}
				if came.Add(1) == 8 {
					close(all)
				}
				<-all
				panic(http.ErrAbortHandler) // closes the connection
			}))
			_, err := s.Eval(t.Context(), tt.line)
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
