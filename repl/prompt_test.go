package repl_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// atPrompt types the text at a prompt and gives what it printed to both streams.
func atPrompt(t *testing.T, endpoint, typed string, prepare func(*repl.Shell)) string {
	t.Helper()
	s := repltest.Connect(t, client.Config{Endpoints: []string{endpoint}, Timeout: repltest.LongEnough}, eval.Settings{Prompt: "{dir}> "})
	var both bytes.Buffer
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: &both}, Err: repl.Stream{Writer: &both}}
	if prepare != nil {
		prepare(sh)
	}
	if err := sh.Prompt(t.Context(), script.NewPlainInput(strings.NewReader(typed), &both)); err != nil {
		t.Fatal(err)
	}
	return both.String()
}

// TestQuestionsInTurn lets several deletes ask at once: each is asked by itself.
func TestQuestionsInTurn(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	var keys strings.Builder
	for i := range 11 {
		fmt.Fprintf(&keys, "reset! d/%d x\n", i)
	}
	got := atPrompt(t, endpoint, keys.String()+"repeat 3 --jobs 3 delete! d -r\nn\nn\nn\nget d/3\n", nil)
	if n := strings.Count(got, "Delete 11 nodes below /d? [y/N]"); n != 3 || !strings.HasSuffix(got, "\"x\"\n/> \n") {
		t.Errorf("got %d questions in\n%s\nwant 3, and the key still there", n, got)
	}
}

// TestDeclinedIsNoSuccess says no to some of the deletes of a repeat.
func TestDeclinedIsNoSuccess(t *testing.T) {
	repltest.Parallel(t)
	tests := []struct{ name, typed, want string }{
		{"none", "repeat 2 delete-all! d\ny\ny\n", "; 2 succeeded, 5 requests"},
		{"one", "repeat 3 delete-all! d\nn\ny\ny\n", "; 2 succeeded, 1 declined, "},
		{"all", "repeat 2 -j 2 delete! d -r\nn\nn\n", "; 0 succeeded, 2 declined, "},
		{"before an error", "repeat 3 delete! d -r\nn\ny\n", ":completed 1"},
		{"within", "repeat 2 repeat 2 delete-all! d\nn\nn\ny\ny\n", "; 1 succeeded, 1 declined, "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			endpoint, _ := sandboxtest.Server(t)
			terminal := func(sh *repl.Shell) { sh.Err.Terminal = true }
			if got := atPrompt(t, endpoint, "config confirm always\nreset! d/e x\n"+tt.typed, terminal); !strings.Contains(got, tt.want) {
				t.Errorf("got\n%s\nwant %q in it", got, tt.want)
			}
		})
	}
}

// TestRemembered holds what reaches the history, and what must not reach a disk.
func TestRemembered(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	secret := map[string]bool{}
	typed := "reset! a 1\n reset! b 2\nreset! c 3 --secret=true\nreset! d 4 {:Secret? true}\nreset! e 5 --secret\nconnect \"u:p w@h\"\nhistory\n"
	atPrompt(t, endpoint, typed, func(sh *repl.Shell) { sh.Remember = func(c string, s bool) { secret[c] = s } })
	want := map[string]bool{
		"reset! a 1": false, "reset! c 3 --secret=true": true, "reset! d 4 {:Secret? true}": true,
		"reset! e 5 --secret": true, `connect "u:p w@h"`: true,
	}
	if fmt.Sprint(secret) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", secret, want)
	}
}

// TestPrompt types at a prompt: no error ends it.
func TestPrompt(t *testing.T) {
	t.Parallel()
	usage := "{:type :usage, :message \"there is no command nope; help lists them\"}\n"
	tests := []struct{ name, typed, out, err string }{
		{"exit", "pwd\nexit\npwd\n", "\"/\"\n", "/> /> "},
		{"end of input", "pwd\n", "\"/\"\n", "/> /> \n"},
		{"an error", "nope\npwd\nexit\n", "\"/\"\n", "/> " + usage + "/> /> "},
		{"another directory", "cd dir\npwd\nexit\n", "\"/dir\"\n", "/> /dir> /dir> "},
		{"a strange directory", "cd \"a\x1b/dir\"\nexit\n", "", "/> /a\\u001b/dir> "},
		{"more lines", "get [:a\n:b]\nget 'a\nb'\nget \\\nk\nexit\n", "\"36\"\n\"36\"\n\"36\"\n", "/>    ...> />    ...> />    ...> /> "},
		{"blank lines", "\n # x\nexit\n", "", "/> /> /> "},
		{"an open quote at the end", "get 'a\n", "", "/>    ...> \n{:type :usage, :message \"the quote that was opened on line 1 is never closed\"}\n/> \n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t)
			if err := c.prompt(t, strings.NewReader(tt.typed)); err != nil {
				t.Errorf("got %v, want no error", err)
			}
			if c.out.String() != tt.out || c.err.String() != tt.err {
				t.Errorf("\n got %q\n     %q\nwant %q\n     %q", c.out.String(), c.err.String(), tt.out, tt.err)
			}
		})
	}
}

// TestPromptOfBrokenCluster: the prompt shows which members of the shell's own cluster
// are cut off or stopped, until they are not.
func TestPromptOfBrokenCluster(t *testing.T) {
	repltest.Parallel(t)
	s, _, leader := repltest.Cluster(t)
	a, b := (leader+1)%3, (leader+2)%3
	var both bytes.Buffer
	sh := &repl.Shell{Session: s.Session, Out: repl.Stream{Writer: io.Discard}, Err: repl.Stream{Writer: &both}}
	typed := fmt.Sprintf("config prompt '{dir}{mark}> '\nsandbox cut m%d\nsandbox stop m%d\nget\nsandbox heal\nsandbox start m%d\n", a, b, b)
	if err := sh.Prompt(t.Context(), script.NewPlainInput(strings.NewReader(typed), &both)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{fmt.Sprintf("/ [m%d cut]> ", a), fmt.Sprintf("/ [m%d stopped]> ", b), " ✗> ", "/> \n"} {
		if !strings.Contains(both.String(), want) {
			t.Errorf("got\n%s\nwant %q in it", both.String(), want)
		}
	}
}

// TestPromptIndex: an index that is not known yet leaves no gap in the prompt.
func TestPromptIndex(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{
		eval.DefaultPrompt:  "127.0.0.1:2379 /> 127.0.0.1:2379 /> 127.0.0.1:2379 / @6> \n",
		"{index} {dir}> ":   "/> /> 6 /> \n",
		"[{index}] {dir}> ": "[] /> [] /> [6] /> \n",
		"{dir}:{index} $ ":  "/ $ / $ /:6 $ \n",
		"{dir}> ":           "/> /> /> \n",
	} {
		c := newConsole(t)
		if err := c.Session.Configure("prompt", format); err != nil {
			t.Fatal(err)
		}
		if err := c.prompt(t, strings.NewReader("pwd\nget k\n")); err != nil {
			t.Fatal(err)
		}
		if got := c.err.String(); got != want {
			t.Errorf("%s: got %q, want %q", format, got, want)
		}
	}
}
