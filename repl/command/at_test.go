package command_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestAt: the command asks the member that is meant, and no other.
func TestAt(t *testing.T) {
	repltest.Parallel(t)
	s, c, leader := repltest.Cluster(t)
	follower := (leader + 1) % 3
	run := func(line string) string { return repltest.Run(t, s.Session, line) }
	run("reset! k old")
	for _, member := range []string{fmt.Sprint("m", follower), c.Endpoints()[follower], strings.TrimPrefix(c.Endpoints()[follower], "http://")} {
		run("at " + member + " await k = old")
		if got := run("at " + member + " get k"); got != `"old"` {
			t.Errorf("at %s: got %s", member, got)
		}
	}
	if err := c.Cut(follower); err != nil {
		t.Fatal(err)
	}
	run("at leader reset! k new")
	old := fmt.Sprint("m", follower)
	if got := run("at " + old + " get k"); got != `"old"` {
		t.Errorf("a member that is cut off: got %s, want what it has", got)
	}
	if got := run("at leader get k"); got != `"new"` {
		t.Errorf("the leader: got %s, want what was written", got)
	}
	rows := run("at each get k")
	for i := range 3 {
		want := `:result "new"`
		if i == follower {
			want = `:result "old"`
		}
		part := rows[strings.Index(rows, fmt.Sprintf(`"m%d"`, i)):]
		if part = part[:strings.Index(part, "}")]; i != (leader+2)%3 && !strings.Contains(part, want) { // the third may not have heard yet
			t.Errorf("m%d: got %s, want %s", i, part, want)
		}
	}
}

// TestAtStopped: a member that does not answer is a row with its error, and no error
// unless none answers; no other one is asked in its place.
func TestAtStopped(t *testing.T) {
	repltest.Parallel(t)
	s, c, leader := repltest.Cluster(t)
	stopped := (leader + 1) % 3
	repltest.Run(t, s.Session, "reset! k v")
	if err := c.Stop(stopped); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprint("m", stopped)
	rows := repltest.Run(t, s.Session, "at each get k --quorum")
	if strings.Count(rows, `:result "v"`) != 2 || strings.Count(rows, ":type :unreachable") != 1 || !strings.Contains(rows, `{:member "`+name+`", :role nil, :index nil, :result nil, :error {:type :unreachable, :message "the member `+name+` does not answer", :endpoints {`) {
		t.Errorf("got %s, want two results and an error", rows)
	}
	console := s.Console()
	console.Terminal = io.Discard
	s.SetConsole(console)
	v, err := s.Eval(t.Context(), "at each get k --quorum")
	var shown strings.Builder
	if err == nil {
		err = render.Style{Terminal: true, Width: 80}.Result(&shown, v)
	}
	if err != nil || !strings.Contains(shown.String(), "  connection refused\n") || !strings.Contains(shown.String(), "  role  ") {
		t.Errorf("got\n%s, %v, want the roles, and why %s gave no result", shown.String(), err, name)
	}
	v, err = s.Eval(t.Context(), "at "+name+" get k l")
	if v, ok := v.(eval.Results); ok {
		_, err = eval.Single(v, err)
	}
	if want := `{:type :unreachable, :message "the member ` + name + ` does not answer", :endpoints {"` + c.Endpoints()[stopped] + `" "connection refused"}, :key "/k"}`; eval.Status(err) != lang.StatusUnreachable || repltest.EDN(t, eval.ErrorData(err)) != want {
		t.Errorf("got %v, want status %d and %s", err, lang.StatusUnreachable, want)
	}
	_, err = s.Eval(t.Context(), "at "+name+" connect http://127.0.0.1:1")
	if message := repltest.EDN(t, eval.ErrorData(err)); strings.Contains(message, "the member") {
		t.Errorf("got %s, want nothing of a member that was not asked", message)
	}
	if _, err := s.Eval(t.Context(), "at each get* none"); eval.Status(err) != lang.StatusUnreachable && eval.Status(err) != lang.StatusNotFound {
		t.Errorf("got %v, want the first error", err)
	}
}

// TestAtNoLeader: a member that hears of no other one takes nobody for the leader,
// and then no member is leader or follower.
func TestAtNoLeader(t *testing.T) {
	repltest.Parallel(t)
	s, c, _ := repltest.Cluster(t)
	for i := range 3 {
		if err := c.Cut(i); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(repltest.LongEnough); ; {
		_, err := s.Eval(t.Context(), "at leader get nil")
		if err != nil {
			if !strings.Contains(err.Error(), "no leader") || eval.Status(err) != lang.StatusUnreachable {
				t.Errorf("got %v, want that there is no leader", err)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("there is still a leader")
		}
	}
}

// TestAtMisuse: a word that means no member is told which there are.
func TestAtMisuse(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Misuse("at nobody get k", "there is no member nobody")
	s.Misuse("at each watch k", "watch goes on for long")
	s.Misuse("at leader", "COMMAND")
}
