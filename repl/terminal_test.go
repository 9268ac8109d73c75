package repl_test

import (
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestTerminal shows what only a terminal gets: layout, hints and remarks, and
// no control character of the server's.
func TestTerminal(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	shell, printed := repltest.NewShell(t, endpoint)
	shell.Out.Terminal, shell.Err.Terminal = true, true
	shell.Out.Width = func() int { return 40 }
	shell.KeepGoing = true
	text := "reset! :evil \"a\x1b[2Jb\" | :node :value\nget* :evil | :node\nget q/5\nrepeat 2 pwd\nconfig output simple\nget :evil\nclear\n"
	err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(text)}})
	if err != nil {
		t.Error(err)
	}
	got := printed.String()
	for _, want := range []string{"a\\u001b[2Jb", "{:key \"/evil\",\n", "; 2 succeeded, 0 requests, 0 conflicts, ", "\na\\u001b[2Jb\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	if !strings.HasSuffix(got, "\x1b[H\x1b[2J\x1b[3J") || strings.Count(got, "\x1b") != 3 {
		t.Errorf("got %q, want no escape code but those of clear", got)
	}
	printed.Reset()
	if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader("mkdir! q | :node :dir\nget* q/5")}}); err == nil {
		t.Error("got no error for a key that is missing")
	}
	if got := printed.String(); !strings.Contains(got, "; hint: in-order keys are padded with zeros to 20 digits: 00000000000000000005\n") {
		t.Errorf("got %q, want a hint", got)
	}
}

// TestTerminalDocument lays a value that is JSON out for a person, and gives it as
// it is to whatever comes next.
func TestTerminalDocument(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	shell, printed := repltest.NewShell(t, endpoint)
	shell.Out.Terminal = true
	shell.Out.Width = func() int { return 40 }
	text := `reset! :doc '{"zebra":1e2,"cats":["mittens","tabby","tom"]}' | :action` + "\nget :doc\necho $_\n"
	if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(text)}}); err != nil {
		t.Error(err)
	}
	want := "\"set\"\n" + `"{"zebra": 1e2,
  "cats": ["mittens", "tabby", "tom"]}"
{"zebra":1e2,"cats":["mittens","tabby","tom"]}
`
	if got := printed.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
