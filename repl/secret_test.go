package repl_test

import (
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestSecretComparison: neither value of a comparison that failed is told under
// --secret, in no format, nor to a person; that it failed is.
func TestSecretComparison(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Write("/k", "hunter2")
	for _, tt := range []struct{ line, want string }{
		{"set k new --prev-value s3cret --secret", "[… != …]"},
		{"reset! k new {:prev-value s3cret, :prev-index 1, :secret? true}", "[… != …]"},
		{"repeat 2 set k new --prev-value s3cret --secret", "[… != …]"},
		{"try set k new --prev-value s3cret --secret catch [:cause '[s3cret != hunter2]'] 1", "[… != …]"},
		{"cas! k s3cret new --secret", "false"},
		{"delete! k --prev-value s3cret --secret", "[… != …]"},
		{"rm k {:prev-value s3cret, :secret? true}", "[… != …]"},
		{"touch! k --ttl 9 --prev-value s3cret --secret", "[… != …]"},
		{"swap! k + s3cret --secret", "something is wrong"},
		{"swap! k inc --secret", "was refused, for a reason that may tell it"},
		{"await k = s3cret --timeout 10ms --secret", "await k …: it was not so"},
		{"set k new --prev-value wrong --secret=false", "[wrong != hunter2]"},
		{"cas! k wrong new", "the value was"},
	} {
		for _, format := range []string{"edn", "json", "simple"} {
			var printed strings.Builder
			both := repl.Stream{Writer: &printed, Terminal: true, Width: func() int { return 200 }}
			shell := repl.Shell{Session: repltest.Open(t, s.URL), Out: both, Err: both}
			text := "config output " + format + "\n" + tt.line
			if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(text)}}); err == nil && !strings.HasPrefix(tt.line, "cas!") {
				t.Errorf("%s: got no error", tt.line)
			}
			got := printed.String()
			if hidden := !strings.Contains(tt.line, "wrong"); !strings.Contains(got, tt.want) || hidden && strings.Contains(got, "hunter2") || hidden && strings.Contains(got, "s3cret") {
				t.Errorf("%s, as %s: got %s, want %q", tt.line, format, got, tt.want)
			}
		}
	}
}

// TestUserPassword: the password of a user is in no echo, trace, error or result.
func TestUserPassword(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	text := "config trace on\nuser add bob:hunter2\nuser add bob:hunter2\ntrace user passwd bob:hunter2\nuser add zed hunter2\ntry user add bob:hunter2 catch _ $_\nuser list"
	for _, format := range []string{"edn", "json", "simple"} {
		for _, terminal := range []bool{true, false} {
			var printed strings.Builder
			both := repl.Stream{Writer: &printed, Terminal: terminal, Width: func() int { return 200 }}
			shell := repl.Shell{Session: repltest.Open(t, endpoint), Out: both, Err: both, Echo: true, KeepGoing: true}
			_ = shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader("config output " + format + "\n" + text)}}) // its errors are printed
			if got := printed.String(); strings.Contains(got, "hunter") || !strings.Contains(got, "(secret)") || !strings.Contains(got, "bob") {
				t.Errorf("as %s, terminal %v: got\n%s", format, terminal, got)
			}
		}
	}
}

// TestHiddenLength: where an error was met does not tell how long a password is.
func TestHiddenLength(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"edn", "json"} {
		told := map[string]bool{}
		for _, password := range []string{"x", "hunter2hunter2hunter2"} {
			var printed strings.Builder
			both := repl.Stream{Writer: &printed}
			shell := repl.Shell{Session: repltest.Open(t, "http://127.0.0.1:1"), Out: both, Err: both}
			text := "config output " + format + "\nuser add bob:" + password + " more --nope"
			if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(text)}}); err == nil {
				t.Fatal("got no error")
			}
			told[printed.String()] = true
		}
		if len(told) != 1 {
			t.Errorf("as %s: got %v, want the same for both", format, told)
		}
	}
}
