package repl_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/render"
	"etcd2sh/repl/assist"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// bench is a session on an empty store, and a client beside it.
type bench struct {
	*eval.Session
	t        testing.TB
	client   *client.Client
	endpoint string
}

func newBench(t testing.TB) bench {
	t.Helper()
	endpoint, _ := sandboxtest.Server(t)
	return bench{benchSession(t, endpoint), t, sandboxtest.Client(t, endpoint), endpoint}
}

func benchSession(t testing.TB, endpoint string) *eval.Session {
	t.Helper()
	s, err := eval.NewSession(command.Table(), client.Config{Endpoints: []string{endpoint}, Timeout: longEnough}, eval.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	assist.NewAssistant(s)
	t.Cleanup(s.Close)
	return s
}

// run evaluates lines that must succeed, and gives the last one's result in
// edn.
func (b bench) run(lines ...string) string {
	b.t.Helper()
	var last any
	for _, line := range lines {
		v, err := b.Eval(b.t.Context(), line)
		if err != nil {
			b.t.Fatalf("%s: %v", line, err)
		}
		last = v
	}
	return edn(b.t, last)
}

// edn gives a result in edn, its parts on a line each.
func edn(t testing.TB, v any) string {
	t.Helper()
	var text bytes.Buffer
	parts, ok := v.(eval.Results)
	if !ok {
		parts = func(yield func(any, error) bool) { yield(v, nil) }
	}
	for part, err := range parts {
		if err == nil {
			err = (render.Style{}).Result(&text, part)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// want compares the result of a line, in edn.
func (b bench) want(line, want string) {
	b.t.Helper()
	if got := b.run(line); got != want {
		b.t.Errorf("%s\n got %s\nwant %s", line, got, want)
	}
}

// refuses wants an error whose text has a part.
func (b bench) refuses(line, part string) error {
	b.t.Helper()
	v, err := b.Eval(b.t.Context(), line)
	if err == nil || !strings.Contains(err.Error(), part) {
		b.t.Fatalf("%s\n got %v, %v\nwant an error with %q", line, v, err, part)
	}
	return err
}

// misuse wants a usage error whose text has a part.
func (b bench) misuse(line, part string) {
	b.t.Helper()
	if err := b.refuses(line, part); !errors.As(err, new(*lang.UsageError)) {
		b.t.Errorf("%s: got a %T, want a usage error", line, err)
	}
}

// write writes a value past the session.
func (b bench) write(key, value string) {
	b.t.Helper()
	if _, err := b.client.Set(b.t.Context(), key, value, client.SetOptions{}); err != nil {
		b.t.Fatal(err)
	}
}

// seconds is the ttl of a key.
func (b bench) seconds(key string) int64 {
	b.t.Helper()
	r, err := b.client.Get(b.t.Context(), key, client.GetOptions{Quorum: true})
	if err != nil {
		b.t.Fatal(err)
	}
	if r.Node.TTL == nil {
		b.t.Fatalf("%s is permanent, want a ttl", key)
	}
	return *r.Node.TTL
}

func TestCd(t *testing.T) {
	parallel(t)
	b := newBench(t)
	b.run(`reset! cats/mittens/colour black`, `cd cats`, `cd mittens`)
	b.want(`pwd`, `"/cats/mittens"`)
	b.want(`get colour`, `"black"`)
	b.misuse(`cd colour`, "/cats/mittens/colour is a file")
	b.refuses(`cd /nonexistent`, "100: Key not found")
	b.want(`pwd`, `"/cats/mittens"`)
	b.run(`cd ..`)
	b.want(`pwd`, `"/cats"`)
	b.run(`cd`)
	b.want(`pwd`, `"/"`)
}

func TestList(t *testing.T) {
	parallel(t)
	b := newBench(t)
	b.run(`reset! cats/tabby/3 x`, `reset! cats/mittens ""`, `reset! cats/_hidden x`, `mkdir! empty`, "reset! 'a\nb' x")
	tests := map[string]string{
		`ls`:              `["a\nb" "cats/" "empty/"]`,
		`ls -p`:           `["a\nb" "cats/" "empty/"]`,
		`ls -q nil`:       `["a\nb" "cats/" "empty/"]`,
		`ls cats`:         `["mittens" "tabby/"]`,
		`ls cats --slash`: `["mittens" "tabby/"]`,
		`ls cats -r`:      `["mittens" "tabby/" "tabby/3"]`,
		`ls empty`:        `[]`,
		`ls -l empty`:     `[]`,
		`ls cats/mittens`: `["mittens"]`,
		`ls -l | 1 :kind`: `"directory"`,
		`ls -l | 1 :size`: `nil`,
		`ls cats/_hidden`: `["_hidden"]`,
	}
	for line, want := range tests {
		b.want(line, want)
	}
	b.refuses(`ls nonexistent`, "100: Key not found")
}

func TestLongList(t *testing.T) {
	parallel(t)
	b := newBench(t)
	b.run(`reset! cats/mittens "物理"`, `update! cats/mittens "物理学"`, `reset! cats/mortal x --ttl 100000`, `mkdir! cats/tabby`)
	created := b.run(`get* cats/mittens | :node :createdIndex`)
	modified := b.run(`get* cats/mittens | :node :modifiedIndex`)
	b.want(`ls cats -l | 0`, `{:name "mittens", :kind "file", :size 9, :ttl nil, :created-index `+created+`, :modified-index `+modified+`}`)
	b.want(`ls cats/mittens --long | 0 :name`, `"mittens"`)
	b.want(`ls -l -r | 1 :name`, `"cats/mittens"`)
	b.want(`ls cats -l | 2 :name`, `"tabby/"`)
	if ttl, err := strconv.Atoi(b.run(`ls cats -l | 1 :ttl`)); err != nil || ttl <= 0 || ttl > 100000 {
		t.Errorf("got the ttl %d, %v, want about 100000", ttl, err)
	}

	v, err := b.Eval(t.Context(), `ls cats -l`)
	if err != nil {
		t.Fatal(err)
	}
	var simple bytes.Buffer
	if err := (render.Style{Format: render.Simple}).Result(&simple, v); err != nil {
		t.Fatal(err)
	}
	var first []string
	for line := range strings.Lines(simple.String()) {
		fields := strings.Fields(line)
		if len(fields) != 6 {
			t.Errorf("got the line %q, want 6 columns", line)
			continue
		}
		first = append(first, fields[0]+" "+fields[1]+" "+fields[2])
	}
	if got, want := strings.Join(first, "\n"), "mittens file 9\nmortal file 1\ntabby/ directory -"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestTree(t *testing.T) {
	parallel(t)
	b := newBench(t)
	b.write("/cats/tabby/3", "a\x1b\nb\u202e")
	b.write("/cats/tabby/long", strings.Repeat("物", 50))
	b.run(`reset! cats/mittens "black n white"`, "mkdir! 'zoo\r'")
	b.run(`reset! cats/_hidden x`, `reset! cats/tabby/empty ""`)
	tests := []struct{ line, want string }{
		{`tree cats`, "/cats/\n├── mittens\n└── tabby/\n    ├── 3\n    ├── empty\n    └── long"},
		{`tree --depth 0`, "/"},
		{`tree --depth 1`, "/\n├── cats/\n└── zoo\\r/"},
		{`tree -q --depth 2`, "/\n├── cats/\n│   ├── mittens\n│   └── tabby/\n└── zoo\\r/"},
		{`tree cats --values --depth=1`, "/cats/\n├── mittens = black n white\n└── tabby/"},
		{`tree cats/mittens --values`, "/cats/mittens = black n white"},
		{`tree cats/mittens`, "/cats/mittens"},
		{`tree cats/tabby --values`, "/cats/tabby/\n├── 3 = a\\u001b\\nb\\u202e\n├── empty = \n└── long = " + strings.Repeat("物", 29) + "…"},
	}
	for _, tt := range tests {
		b.want(tt.line, tt.want)
	}
	b.misuse(`tree --depth -1`, "whole number")
}
