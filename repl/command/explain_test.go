package command_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
	"etcd2sh/history"
	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/scan"
	"etcd2sh/repl/lesson"
	"etcd2sh/repl/repltest"
)

// counted counts requests.
type counted struct {
	http.RoundTripper
	n atomic.Int64
}

func (c *counted) RoundTrip(req *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.RoundTripper.RoundTrip(req)
}

// stateOf is all that explain must leave as it is.
func stateOf(t *testing.T, s *eval.Session, sent func() int) string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	last := repltest.Run(t, s, "echo $_")
	return fmt.Sprint(sent(), files, last, s.Dir(), s.Variables(), s.Settings(), s.Endpoint(), s.LostWrite(),
		s.Client().Stats(), s.Client().LastIndex(), s.Client().Silent(), s.Jobs().List())
}

// rehearse explains a line, and wants the session to be as before.
func rehearse(t *testing.T, s *eval.Session, sent func() int, line string) (any, error) {
	t.Helper()
	before := stateOf(t, s, sent)
	st, err := s.Parse(scan.Scan("explain " + line))
	if err != nil {
		return nil, err
	}
	v, err := s.Frame().Follow(t.Context(), st)
	if after := stateOf(t, s, sent); after != before {
		t.Errorf("explain %s\nleft %s\nwant %s", line, after, before)
	}
	return v, err
}

// barWithin is a bar of the command that try runs.
var barWithin = regexp.MustCompile(` \| [^|]* catch`)

// TestExplainSendsNothing explains the example of every command: nothing is sent or
// written, nobody is asked, and the session stays as it was.
func TestExplainSendsNothing(t *testing.T) {
	t.Chdir(t.TempDir()) // where examples write files
	endpoint, _ := sandboxtest.Server(t)
	for _, c := range command.Table().All() {
		for _, e := range c.Example {
			t.Run(e.Line, func(t *testing.T) {
				sandboxtest.Clear(t, endpoint)
				way := &counted{RoundTripper: &transport.Transport{}}
				s := repltest.Connect(t, client.Config{Endpoints: []string{endpoint}, Transport: way}, eval.Settings{})
				sent := func() int { return int(way.n.Load()) }
				typed, err := history.Open("", 0)
				if err != nil {
					t.Fatal(err)
				}
				repltest.SetHistory(s, typed)
				began := false
				repltest.SetEditor(s, func(context.Context, string) error { began = true; return nil })
				repltest.SetTour(s, func(bool) error { began = true; return nil })
				repltest.SetCourse(s, lesson.NewCourse(nil, command.Table(), "")) // which is asked nothing
				for _, line := range e.Before {
					repltest.Run(t, s, line)
					typed.Keep(history.Entry{Command: line})
				}
				repltest.Run(t, s, "pwd")
				line, _, _ := strings.Cut(barWithin.ReplaceAllString(e.Line, " catch"), " | ")
				v, err := rehearse(t, s, sent, line)
				if err != nil || began {
					t.Errorf("got the error %v, and an editor or a tour: %v", err, began)
				}
				if means, ok := render.Lookup(eval.PlainResult(v), render.Keyword("means")); !ok || means == "" {
					t.Errorf("got %v, want what it means", v)
				}
			})
		}
	}
}

// TestExplainKinds: a request of each kind is known by what it asks for.
func TestExplainKinds(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	sent := func() int { return len(w.Sent()) }
	repltest.Run(t, s, "pwd") // for $_
	for line, want := range map[string]string{
		"get k":                            "A plain read: true k",
		"get k --quorum":                   "A read with quorum: true k?quorum=true",
		"swap! k inc":                      "A read with quorum: true k?quorum=true",
		"watch k --from 7":                 "A wait: true k?wait=true&waitIndex=7",
		"reset! k v":                       "A write without a comparison: false k -d value=v",
		"update! k v":                      "A write without a comparison: false k -d prevExist=true -d value=v",
		"cas! k a b":                       "A write with a condition: false k -d prevValue=a -d value=b",
		"cas-index! k 5 b":                 "A write with a condition: true k -d prevIndex=5 -d value=b",
		"delete! k --prev-index 5":         "A write with a condition: true k?prevIndex=5",
		"mk k v":                           "A create: false k -d prevExist=false -d value=v",
		"create! k v":                      "A create in order: false k -d value=v",
		"touch! k --ttl 5":                 "A refresh: false k -d prevExist=true -d refresh=true -d ttl=5",
		"touch! k --ttl 5 --prev-index 3":  "A refresh: true k -d prevExist=true -d prevIndex=3 -d refresh=true -d ttl=5",
		"delete! k":                        "A delete without a comparison: false k",
		"reset! k word --secret":           "A write without a comparison: false k -d value=(secret)",
		"repeat 3 try get k catch _ 1":     "A plain read: true k",
		"repeat 2 def x echo hi | ! false": "It asks nothing of etcd: true nil",
		"sleep 1000":                       "It asks nothing of etcd: true nil",
		"exit 3":                           "It asks nothing of etcd: true nil",
		"config output json":               "It asks nothing of etcd: true nil",
		"connect http://127.0.0.1:1":       "A plain read: true nil",
		"explain get k":                    "It asks nothing of etcd: true nil",
	} {
		v, err := rehearse(t, s, sent, line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		part := func(name render.Keyword) string {
			found, _ := render.Lookup(eval.PlainResult(v), name)
			return fmt.Sprint(found)
		}
		kind, _, _ := strings.Cut(part("means"), ":")
		_, url, ok := strings.Cut(strings.ReplaceAll(part("curl"), "'", ""), "/v2/keys/")
		if !ok {
			url = "nil"
		}
		if got := fmt.Sprintf("%s: %s %s", kind, part("repeatable"), url); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}

// TestExplainRefuses: a line that is wrong is the usual error.
func TestExplainRefuses(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	sent := func() int { return len(w.Sent()) }
	repltest.Run(t, s, "pwd") // for $_
	for line, part := range map[string]string{
		"": "COMMAND", "reset! k": "reset! wants a value", "nosuch": "there is no command", "get k --nosuch": "has no option", "log --count 0": "--count wants 1",
		"cas-index! k 0 v": "prev-index", "source missing.etcd2": "no such file",
	} {
		if _, err := rehearse(t, s, sent, line); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("explain %s: got %v, want an error with %q", line, err, part)
		}
	}
}

// TestExplainSandbox: no member of the shell's own cluster is stopped, and nothing
// is lost; what would be is explained.
func TestExplainSandbox(t *testing.T) {
	repltest.Parallel(t)
	s, c, leader := repltest.Cluster(t)
	s.Want("explain sandbox stop leader | :curl", "nil")
	s.Want("explain sandbox cut all | :curl", "nil")
	if now, ok := c.Leader(); !ok || now != leader {
		t.Errorf("got the leader m%d, %v, want m%d as before", now, ok, leader)
	}
	s.Want("explain lose late create! q v | :repeatable", "false")
	s.Want("at follower explain get k --quorum | :repeatable", "true")
	s.Refuses("lose request reset! k v", "not known")
	if curl := s.Run("explain get k | :curl"); !strings.Contains(curl, s.Endpoint()) { // which is another one since
		t.Errorf("got %s, want a request to %s", curl, s.Endpoint())
	}
	s.Want("explain resolve | :repeatable", "true")
	if _, err := s.Direct.Get(t.Context(), "/q", client.GetOptions{Quorum: true}); err == nil {
		t.Error("got a queue, want nothing sent")
	}
}
