package assist_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/history"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

func TestCompletePresentValue(t *testing.T) {
	t.Parallel()
	s := repltest.New(t)
	s.Run("reset! plain grey", `reset! cats/mittens "black n white"`, `reset! odd 'it"s \ $x'`, "reset! lines 'a\nb'", "reset! number -- -5", "reset! word 'nil'",
		"reset! void ''", "reset! keyword ':init'", "reset! long "+strings.Repeat("x", 5000))
	index := s.Run("get* plain | :node :modifiedIndex")
	tests := []struct{ line, want string }{
		{"cas! plain ", "grey"},
		{"cas! plain gr", "grey"},
		{"cas! plain x", ""},
		{"cas! plain grey ", ""},
		{"cas! cats/mittens ", `"black n white"`},
		{"cas! cats/mittens bl", `"black n white"`},
		{"cas! cats/mittens 'bl", `'black n white'`},
		{"cas! cats/mittens \"black n", `"black n white"`},
		{"set odd ", `"it\"s \\ $x"`},
		{"reset! odd 'it", `'it"s \ $x'`},
		{"reset! lines ", "\"a\nb\""},
		{"reset! number ", `"-5"`},
		{"reset! word ", `"nil"`},
		{"reset! void ", `""`},
		{"reset! keyword ", `":init"`},
		{"update! [:cats :mittens] ", `"black n white"`},
		{"delete! plain --prev-value ", "grey"},
		{"delete! plain --prev-value=", "grey"},
		{"delete! plain --prev-index ", index},
		{"cas-index! plain ", index},
		{"reset! missing ", ""},
		{"reset! cats ", ""},
		{"reset! long ", ""},
		{"create! plain ", ""},
		{"mk plain ", ""},
		{"reset! plain --root-key other ", ""},
		{"reset! plain --secret ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			got := completed(t, s.Session, tt.line)
			if strings.Join(got, "|") != tt.want {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
	for _, key := range []string{"plain", "cats/mittens", "odd", "lines", "number", "word", "void", "keyword"} {
		line := "cas! " + key + " "
		if got := s.Run(line + completed(t, s.Session, line)[0] + " x | :node :value"); got != `"x"` {
			t.Errorf("%s: got %s, want the value compared to be the present one", line, got)
		}
	}
}

// What another client wrote is offered, and when nobody answers what was seen.
func TestCompletePresentValueIsRead(t *testing.T) {
	t.Parallel()
	if sandboxtest.External() {
		t.Skip("the server is not ours to stop")
	}
	cluster := sandboxtest.Start(t, 1)
	s, other := repltest.Open(t, cluster.Endpoints()[0]), repltest.Open(t, cluster.Endpoints()[0])
	repltest.Run(t, s, "reset! k old", "reset! long "+strings.Repeat("x", 300))
	repltest.Run(t, other, "reset! k new")
	if got := completed(t, s, "cas! k "); strings.Join(got, "|") != "new" {
		t.Errorf("got %q, want new", got)
	}
	repltest.Run(t, s, "get k")
	cluster.Close()
	for line, want := range map[string]string{"cas! k ": "new", "cas! long ": "", "cas! none ": ""} {
		c := assistant(s).Complete(cancelled(t), line, len(line))
		var got string
		for _, o := range c.Candidates {
			got += o.Text
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

func TestCompleteDirectories(t *testing.T) {
	t.Parallel()
	s := repltest.New(t).Session
	repltest.Run(t, s, "reset! cats/tom 1", "reset! cows 1", "mkdir! cars")
	for line, want := range map[string]string{
		"cd c": "cars/|cats/", "cd cats/": "", "delete-all! [:c": ":cars |:cats ", "get c": "cars/|cats/|cows",
		"load --into ca": "cars/|cats/", "load --into=ca": "cars/|cats/",
	} {
		if got := strings.Join(completed(t, s, line), "|"); got != want {
			t.Errorf("%s: got %s, want %s", line, got, want)
		}
	}
	for line, want := range map[string]string{"cd -": "-", "cd --": "--", "mkdir! --t": "--t", "mkdir! k ": ""} {
		c := assistant(s).Complete(context.Background(), line, len(line))
		if c.Common != want {
			t.Errorf("%s: got %q in common, want %q", line, c.Common, want)
		}
	}
}

func TestCompleteJobsAndEntries(t *testing.T) {
	t.Parallel()
	s := repltest.New(t).Session
	past, err := history.Open("", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"reset! k 1", "reset! k hush --secret", "get k"} {
		past.Keep(history.Entry{Command: command})
	}
	repltest.SetHistory(s, past)
	c := s.Console()
	c.Behind = &eval.Behind{Writer: io.Discard, Shows: func() func(int, any, error) { return func(int, any, error) {} }}
	s.SetConsole(c)
	t.Cleanup(s.Jobs().End)
	repltest.Run(t, s, "await k exists &", "await j exists &")
	for line, want := range map[string]string{
		"kill ":        "1 await k exists &|2 await j exists &",
		"history run ": "3 get k|2 reset! k …|1 reset! k 1",
	} {
		var got []string
		for _, o := range assistant(s).Complete(t.Context(), line, len(line)).Candidates {
			got = append(got, o.Text+" "+o.Description)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: got %q, want %s", line, got, want)
		}
	}
}
