package repl_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestHintAfterUnknown: what goes on when it is run again says so; anything else
// had better be looked at.
func TestHintAfterUnknown(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	tests := []struct{ line, method, key, hint string }{
		{`delete-all! d`, http.MethodDelete, "/d/k", "it can be run again, and goes on"},
		{`load ` + repltest.File(t, `reset! "/d/l" 1`), http.MethodPut, "/d/l", "it can be run again, and goes on"},
		{`delete! d/k`, http.MethodDelete, "/d/k", "look before you repeat it: resolve tells what became of it, as far as that can be known"},
		{`load ` + repltest.File(t, `reset! "/d" 1`), "", "", ""},
	}
	for _, tt := range tests {
		s.Write("/d/k", "v")
		var printed strings.Builder
		shell := repl.Shell{
			Session: repltest.Open(t, repltest.LoseAnswers(t, s.URL, tt.method, tt.key).URL),
			Out:     repl.Stream{Writer: io.Discard}, Err: repl.Stream{Writer: &printed, Terminal: true, Width: func() int { return 200 }},
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

// TestHintOf: what a person is told beside an error or a result.
func TestHintOf(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for i := range 1100 {
		s.Write("/k", strconv.Itoa(i))
	}
	s.Run(`mkdir! d`)
	hints := map[string]string{
		`get k --wait --wait-index 1`:            "etcd keeps the last 1000 events",
		`cas! none x y`:                          "mk makes a key that is not there",
		`cas-index! none 7 y`:                    "mk makes a key that is not there",
		`repeat 2 --jobs 2 cd nil`:               "one at a time, in spite of --jobs: cd changes the shell itself",
		`repeat 2 --jobs 2 try cd nil catch _ 1`: "one at a time, in spite of --jobs",
		`repeat 2 cd nil`:                        "",
	}
	if !sandboxtest.External() {
		hints[`updatedir d --ttl 5`] = "touch! KEY --ttl N gives a ttl to each key in it" // etcd 3.4 can do it
	}
	for line, want := range hints {
		var printed strings.Builder
		shell := repl.Shell{
			Session: repltest.Open(t, s.URL), Out: repl.Stream{Writer: io.Discard},
			Err: repl.Stream{Writer: &printed, Terminal: true, Width: func() int { return 300 }},
		}
		shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(line)}})
		if got := printed.String(); !strings.Contains(got, want) || want == "" && strings.Contains(got, "jobs") {
			t.Errorf("%s: got %s, want %q in it", line, got, want)
		}
	}
}
