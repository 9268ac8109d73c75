package repl_test

import (
	"regexp"
	"strings"
	"testing"

	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// tracedScript runs lines in a shell of its own and gives what came on both
// streams, with what differs from run to run masked.
func tracedScript(t *testing.T, s *eval.Session, endpoint string, terminal bool, lines ...string) (out, errs string) {
	t.Helper()
	var results, exchanges repltest.Buffer
	shell := repl.Shell{Session: s, Out: repl.Stream{Writer: &results}, Err: repl.Stream{Writer: &exchanges, Terminal: terminal}, KeepGoing: true}
	shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(strings.Join(lines, "\n"))}})
	mask := func(text string) string {
		text = strings.ReplaceAll(text, endpoint, "http://m")
		text = strings.ReplaceAll(text, strings.TrimPrefix(endpoint, "http://"), "m")
		text = regexp.MustCompile(`\d+\.\d( ms|,|\})`).ReplaceAllString(text, "T$1")
		return regexp.MustCompile(`(@|store at |:index |"index":|Index=|\[)\d+`).ReplaceAllString(text, "${1}I")
	}
	return mask(results.String()), mask(exchanges.String())
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s", what, repltest.Diff(want, got))
	}
}

// TestTrace: the requests of the command alone are shown, and its result is what it
// is without.
func TestTrace(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	out, errs := tracedScript(t, s.Session, s.URL, true, `reset! "/it's" 1 | :action`, `trace get "/it's" --quorum`, `trace cas! "/it's" 2 "a b"`, `trace delete! /none`, `get "/it's"`)
	wantText(t, "results", out, "\"set\"\n\"1\"\nfalse\n\"1\"\n")
	wantText(t, "exchanges", errs, `curl -sS 'http://m/v2/keys/it%27s?quorum=true'
; m, 200 in T ms: get @I, store at I
curl -sS -X PUT http://m/v2/keys/it%27s -d prevValue=2 -d value=a+b
; m, 412 in T ms: 101 Compare failed [I != 1], store at I
; hint: the value was "1"
curl -sS -X DELETE http://m/v2/keys/none
; m, 404 in T ms: 100 Key not found /none, store at I
; -c:4: trace delete! /none
{:status 404, :errorCode 100, :message "Key not found", :cause "/none",
 :index I}
`)
}

// TestTraceOnNarrowTerminal: what is told is broken at blanks, and the line of curl,
// which is there to be copied, is not.
func TestTraceOnNarrowTerminal(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Write("/k", "v")
	shell, printed := repltest.NewShell(t, s.URL)
	shell.Err.Terminal, shell.Err.Width = true, func() int { return 30 }
	line := "trace get k --quorum"
	if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(line)}}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(printed.String(), "\n")
	if lines[0] != "curl -sS '"+s.URL+"/v2/keys/k?quorum=true'" {
		t.Errorf("got the line %q, want curl whole", lines[0])
	}
	for _, told := range lines[1:] {
		if len(told) > 30 {
			t.Errorf("got %q, want no more than 30 cells", told)
		}
	}
	if !strings.Contains(strings.Join(strings.Fields(printed.String()), " "), " ms: get @") {
		t.Errorf("got\n%s\nwant what came", printed)
	}
}

// TestTraceAsData: where no person reads it, an exchange is data in the chosen
// format, and every command is traced by the setting.
func TestTraceAsData(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	_, errs := tracedScript(t, s.Session, s.URL, false, `config trace on`, `reset! /k 1`, `config output json`, `update! /none 1`)
	wantText(t, "exchanges", errs, `{:type :exchange, :curl "curl -sS -X PUT http://m/v2/keys/k -d value=1", :member "m", :status 201, :ms T, :index I}
{"type":"exchange","curl":"curl -sS -X PUT http://m/v2/keys/none -d prevExist=true -d value=1","member":"m","status":404,"ms":T,"errorCode":100,"cause":"/none","index":I}
{"status":404,"errorCode":100,"message":"Key not found","cause":"/none","index":I,"file":"-c","line":4}
`)
}

// TestTraceNotes: what an answer shows of other clients is told, by all that this
// session saw.
func TestTraceNotes(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Write("/k", "1")
	another := []string{`get /k`}
	for _, step := range []struct{ line, want string }{
		{`trace reset! /k 2`, "you had read @I and replaced @I, never seen"},
		{`trace cas-index! /k $i 2`, "another write came @I, after you read @I"},
	} {
		session := repltest.Open(t, s.URL)
		_, errs := tracedScript(t, session, s.URL, true, append(another, `def i get* /k | :node :modifiedIndex`)...)
		wantText(t, "nothing traced", errs, "")
		s.Write("/k", "3")
		if _, errs = tracedScript(t, session, s.URL, true, step.line); !strings.Contains(errs, step.want) {
			t.Errorf("%s: got %s, want %q in it", step.line, errs, step.want)
		}
	}
}

// TestTraceOfRecipes: a lock and a queue are traced with all their requests.
func TestTraceOfRecipes(t *testing.T) {
	repltest.Parallel(t)
	for line, want := range map[string][]string{
		`lock /lock get /k`:            {"-X POST http://m/v2/keys/lock ", "http://m/v2/keys/k\n", "-X DELETE "},
		`dequeue /q`:                   {"http://m/v2/keys/q", "-X DELETE "},
		`elect /leader me get /k`:      {"-X POST http://m/v2/keys/leader ", "http://m/v2/keys/k\n", "-X DELETE "},
		`repeat 2 --jobs 2 get /k`:     {"http://m/v2/keys/k\n"},
		`watch /k --from $i --count 1`: {"wait=true&waitIndex=I"},
		`try get* /none catch _ get k`: {"keys/none\n", "keys/k\n"},
	} {
		s := repltest.New(t)
		s.Write("/k", "1")
		s.Write("/q/1", "job")
		_, errs := tracedScript(t, s.Session, s.URL, true, `def i get* /k | :node :modifiedIndex`, `trace `+line)
		for _, part := range want {
			if !strings.Contains(errs, part) {
				t.Errorf("%s: got %s, want %q in it", line, errs, part)
			}
		}
	}
}

// TestTraceSecret: no value is shown of a command whose values are secret, in no
// format; and no password.
func TestTraceSecret(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Write("/k", "hunter2")
	for _, line := range []string{
		`trace set /k s3cret --secret`, `trace cas! /k s3cret new --secret`, `trace delete! /k --prev-value s3cret`, `trace create! /q s3cret --secret`,
		`trace repeat 2 set /k s3cret --prev-value hunter2 --secret`,
		`trace at leader set /k s3cret --prev-value hunter2 --secret`, `trace at each cas! /k s3cret new --secret`,
	} {
		for _, terminal := range []bool{true, false} {
			_, errs := tracedScript(t, s.Session, s.URL, terminal, line)
			if leaks := strings.Contains(errs, "s3cret") || strings.Contains(errs, "hunter2"); leaks != strings.Contains(line, "delete!") || !strings.Contains(errs, "curl") {
				t.Errorf("%s: got %s", line, errs)
			}
		}
	}
	withUser := strings.Replace(s.URL, "//", "//alice:s3cret@", 1)
	if _, errs := tracedScript(t, repltest.Open(t, withUser), s.URL, true, `trace get /k`); strings.Contains(errs, "s3cret") || !strings.Contains(errs, "-u alice") {
		t.Errorf("got %s", errs)
	}
}

// TestTraceAtOnce: a request at one member is shown once, however it was named.
func TestTraceAtOnce(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for _, line := range []string{`at leader set /k 1`, `at each set /k 1`, `at leader at leader set /k 1`} {
		_, errs := tracedScript(t, s.Session, s.URL, true, `trace `+line)
		if n := strings.Count(errs, "/v2/keys/k"); n != 1 {
			t.Errorf("%s: the request is shown %d times, want once: %s", line, n, errs)
		}
	}
}

// TestTraceUnsent: what was not sent is told as that, and what was not answered.
func TestTraceUnsent(t *testing.T) {
	repltest.Parallel(t)
	closed := "http://127.0.0.1:1"
	_, errs := tracedScript(t, repltest.Open(t, closed), closed, true, `trace reset! /k 1`)
	if !strings.Contains(errs, "-d value=1\n; m: not sent: ") {
		t.Errorf("got %s", errs)
	}
	held := make(chan struct{})
	silent := repltest.Hold(t, closed, func(string, string) { <-held })
	defer close(held)
	_, errs = tracedScript(t, repltest.Open(t, silent), silent, true, `trace get /k --timeout 50ms`)
	if !strings.Contains(errs, "; m: sent, but no answer came in T ms\n") {
		t.Errorf("got %s", errs)
	}
}
