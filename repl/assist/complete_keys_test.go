package assist_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/assist"
	"etcd2sh/repl/repltest"
)

func TestCompleteKeys(t *testing.T) {
	t.Parallel()
	s := repltest.New(t).Session
	repltest.Run(t, s, "reset! cats/mittens 'black n white'", "reset! cats/misty/tail 1", `reset! "cats/a b" x`, "reset! 物理学/猫 😀 --ttl 1000",
		"reset! 物理学/😀😺 1", `reset! odd/it\'s 1`, `reset! 'odd/"q"' 1`, `reset! 'odd/a\b' 1`, `reset! 'odd/#x' 1`, `reset! odd/nile 1`,
		"reset! 'odd/-r' 1", "reset! 'odd/:k' 1", "reset! 'odd/[v' 1", "reset! 'odd/$v' 1", "reset! odd/nil 1", "reset! \"odd/\x1b[31m\" \"\x1b[2J\"",
		"reset! _hidden/_deep/x 1", "reset! 'odd/a,b' 1", "reset! 'cats/misty/x y1' 1", "reset! 'cats/misty/x y2' 1")
	t.Cleanup(func() { // no listing shows it to whoever clears the store
		if _, err := s.Eval(context.Background(), "delete! _hidden --recursive"); err != nil {
			t.Error(err)
		}
	})
	tests := []struct{ name, dir, line, want string }{
		{"absolute", "/", "get /cats/mi", "/cats/misty/|/cats/mittens"},
		{"from the root", "/", "get cats/mit", "cats/mittens"},
		{"from the directory", "/cats", "get mit", "mittens"},
		{"above the directory", "/odd", "get ../cats/mit", "../cats/mittens"},
		{"nothing typed", "/", "get ", "cats/|odd/|物理学/"},
		{"keyword", "/", "get :cats/mi", ":cats/misty/|:cats/mittens"},
		{"keyword without a name", "/", "get :", ":cats/|:odd/|:物理学/"},
		{"vector", "/odd", "get [:cats :mi", ":misty |:mittens]"},
		{"vector of strings", "/", `get ["cats" "mi`, `"misty" |"mittens"]`},
		{"vector, new string", "/", `get ["cats" `, `"a b"]|"misty" |"mittens"]`},
		{"vector, new keyword", "/", "get [:cats,", `:a\ b]|:misty |:mittens]`},
		{"vector, first element", "/", "get (", ":cats |:odd |:物理学 "},
		{"element with a slash", "/", `get ("cats/mit`, `"cats/mittens")`},
		{"double quotes", "/", `get "cats/a b`, `"cats/a b"`},
		{"single quotes", "/", `get 'cats/a b`, `'cats/a b'`},
		{"quotes begun after a slash", "/", `get cats/"a `, `cats/"a b"`},
		{"quotes begun after a colon", "/", `get :"ca`, `:"cats/`},
		{"quotes ended", "/", `get "cats/"mi`, `"cats/"misty/|"cats/"mittens`},
		{"backslash", "/", `get cats/a\ `, `cats/a\ b`},
		{"after a backslash", "/", `get cats/a\`, `cats/a\ b`},
		{"directory in quotes", "/", `get "cat`, `"cats/`},
		{"wide", "/", "get 物", "物理学/"},
		{"wide names", "/", "get 物理学/", "物理学/猫|物理学/😀😺"},
		{"in double quotes", "/odd", `get "`, "\"\x1b[31m\"" + `|"\"q\""|"#x"|"$v"|"-r"|":k"|"[v"|"a,b"|"a\\b"|"it's"|"nil"|"nile"`},
		{"in single quotes", "/odd", `get '`, "'\x1b[31m'" + `|'"q"'|'#x'|'$v'|'-r'|':k'|'[v'|'a,b'|'a\b'|'it'\''s'|'nil'|'nile'`},
		{"without quotes", "/odd", `get `, "\"\x1b[31m\"" + `|\"q\"|\#x|\$v|\-r|\:k|\[v|a,b|a\\b|it\'s|\nil|nile`},
		{"after a slash", "/", `get odd/`, "odd/\"\x1b[31m\"" + `|odd/\"q\"|odd/#x|odd/\$v|odd/-r|odd/:k|odd/[v|odd/a,b|odd/a\\b|odd/it\'s|odd/nil|odd/nile`},
		{"in a vector", "/", `get [:odd :a`, `:a\,b]|:a\\b]`},
		{"hidden", "/", "get _", "_hidden/"},
		{"hidden in hidden", "/", "get _hidden/_d", "_hidden/_deep/"},
		{"below hidden", "/", "get _hidden/_deep/", "_hidden/_deep/x"},
		{"hidden keyword", "/", "get [:_hidden :_", ":_deep "},
		{"below a file", "/", "get cats/mittens/", ""},
		{"below nothing", "/", "get nowhere/", ""},
		{"a moving element in quotes", "/", `get "../`, ""},
		{"nested", "/", "try meta get cats/mit", "cats/mittens"},
		{"second argument", "/", "reset! k cats/mit", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			repltest.Run(t, s, "cd "+tt.dir)
			if got := strings.Join(completed(t, s, tt.line), "|"); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.line, got, tt.want)
			}
		})
	}
	repltest.Run(t, s, "cd")
	descriptions := map[string]assist.Candidate{
		"get cats/mis":    {Text: "cats/misty/", Label: "misty/", Description: "directory"},
		"get cats/mit":    {Text: "cats/mittens", Label: "mittens", Description: "black n white", Closed: true},
		"get 物理学/猫":       {Text: "物理学/猫", Label: "猫", Description: "😀 (ttl 1000 s)", Closed: true},
		"get odd/\"\x1b[": {Text: "odd/\"\x1b[31m\"", Label: "\x1b[31m", Description: `\u001b[2J`, Closed: true},
	}
	for line, want := range descriptions {
		c := assistant(s).Complete(t.Context(), line, len(line))
		if c.Total != 1 || c.Candidates[0] != want || c.Common != want.Text {
			t.Errorf("%s\n got %+v\nwant %+v", line, c, want)
		}
	}
	common := map[string]string{
		"get c": "cats/", "get /cats/m": "/cats/mi", "get [:cats :m": ":mi", `get "cats/m`: `"cats/mi`, "get odd/n": "odd/nil",
		"get cats/misty/x": `cats/misty/x\ y`, `get ["cats" "misty" "x`: `"x y`, `get cats/misty/'x`: `cats/misty/'x y`,
		`get cats/misty/"x" y`: "", `get cats/misty/x" y`: `cats/misty/x" y`, "get ": "", "get zzz": "",
	}
	for line, want := range common {
		if c := assistant(s).Complete(t.Context(), line, len(line)); c.Common != want {
			t.Errorf("%s: got %q in common, want %q", line, c.Common, want)
		}
	}
}

func TestCompleteManyKeys(t *testing.T) {
	t.Parallel()
	endpoint, _ := sandboxtest.Server(t)
	s := repltest.Open(t, endpoint)
	repltest.Run(t, s, "mkdir! jobs", "repeat 10000 --jobs 16 create! jobs "+strings.Repeat("v", 100))
	c := assistant(s).Complete(t.Context(), "get jobs/", 9)
	if c.Total != 10000 || len(c.Candidates) != assist.MaxCandidates {
		t.Fatalf("got %d of %d candidates, want %d of 10000", len(c.Candidates), c.Total, assist.MaxCandidates)
	}
	if !slices.IsSortedFunc(c.Candidates, func(a, b assist.Candidate) int { return strings.Compare(a.Text, b.Text) }) {
		t.Errorf("got unsorted candidates")
	}
	if want := "jobs/000000000000000"; c.Common != want && !sandboxtest.External() {
		t.Errorf("got %q in common, want %q", c.Common, want)
	}
	if want := strings.Repeat("v", 39) + "…"; c.Candidates[0].Description != want {
		t.Errorf("got description %q, want %q", c.Candidates[0].Description, want)
	}
}

// A listing is asked for once in a while; own writes are seen at once.
func TestCompleteCached(t *testing.T) {
	t.Parallel()
	endpoint, _ := sandboxtest.Server(t)
	s, other := repltest.Open(t, endpoint), repltest.Open(t, endpoint)
	repltest.Run(t, s, "reset! d/a 1")
	check := func(want ...string) {
		t.Helper()
		if got := completed(t, s, "get d/"); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check("d/a")
	repltest.Run(t, other, "reset! d/b 1")
	check("d/a")
	repltest.Run(t, s, "reset! d/c 1")
	check("d/a", "d/b", "d/c")
	repltest.Run(t, s, "delete! d/a")
	check("d/b", "d/c")
	repltest.Run(t, s, "delete! d --recursive")
	check()
	repltest.Run(t, s, "reset! d/e/f 1")
	check("d/e/")
	repltest.Run(t, s, "connect "+endpoint)
	repltest.Run(t, other, "reset! d/g 1")
	check("d/e/", "d/g")
}

// silence is an endpoint that takes connections and never answers.
func silence(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "http://" + l.Addr().String()
}

func TestCompleteDeadServer(t *testing.T) {
	t.Parallel()
	for name, endpoint := range map[string]string{"silent": silence(t), "refusing": "http://127.0.0.1:1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := repltest.Open(t, endpoint)
			ctx, cancel := context.WithTimeout(t.Context(), 200e6)
			defer cancel()
			line := "get cats/mi"
			c := assistant(s).Complete(ctx, line, len(line))
			if c.Total != 0 || c.From != 4 || len(c.Candidates) != 0 || c.Common != "" {
				t.Errorf("got %+v, want nothing", c)
			}
		})
	}
}

// What was seen completes when the server has gone.
func TestCompleteAfterServer(t *testing.T) {
	t.Parallel()
	if sandboxtest.External() {
		t.Skip("the server is not ours to stop")
	}
	cluster := sandboxtest.Start(t, 1)
	s := repltest.Open(t, cluster.Endpoints()[0])
	repltest.Run(t, s, "reset! cats/tom 1", "reset! dogs/rex 2", "reset! cats/_hid 3")
	if got := completed(t, s, "get dogs/"); !slices.Equal(got, []string{"dogs/rex"}) {
		t.Fatalf("got %q, want dogs/rex", got)
	}
	cluster.Close()
	for line, want := range map[string][]string{
		"get dogs/": {"dogs/rex"}, "get cats/": {"cats/tom"}, "get cats/_": {"cats/_hid"}, "get ": {"cats/", "dogs/"},
	} {
		if got := completed(t, s, line); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}
