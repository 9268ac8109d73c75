package repl_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/assist"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// wire takes the place of the network: it writes down what is sent and answers
// everything alike.
type wire struct {
	mu   sync.Mutex
	sent []string
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	line := req.Method + " " + strings.TrimPrefix(req.URL.EscapedPath(), "/v2/keys")
	if req.URL.RawQuery != "" {
		line += "?" + req.URL.RawQuery
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		line += " " + string(body)
	}
	w.mu.Lock()
	w.sent = append(w.sent, line)
	w.mu.Unlock()
	action := map[string]string{http.MethodGet: "get", http.MethodPut: "set", http.MethodPost: "create", http.MethodDelete: "delete"}[req.Method]
	path := strings.TrimPrefix(req.URL.Path, "/v2/keys")
	if req.Method == http.MethodPost {
		path += "/new"
	}
	key, err := json.Marshal(path)
	if err != nil {
		return nil, err
	}
	node := `"key":` + string(key) + `,"dir":true,"value":"36","modifiedIndex":7,"createdIndex":7`
	if path == "" {
		node = `"dir":true`
	} else if strings.HasSuffix(path, "/dir") {
		node = `"key":` + string(key) + `,"dir":true`
	}
	answer := `{"action":"` + action + `","node":{` + node + `}}`
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"X-Etcd-Index": {"7"}, "Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(answer)),
	}, nil
}

// wired makes a session whose requests end on a wire.
func wired(t testing.TB) (*eval.Session, *wire) {
	t.Helper()
	w := &wire{}
	s, err := eval.NewSession(command.Table(), client.Config{Transport: w}, eval.Settings{Prompt: "{dir}> "})
	if err != nil {
		t.Fatal(err)
	}
	assist.NewAssistant(s)
	return s, w
}

// TestOptions types one command in many ways; each is one request.
func TestOptions(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"GET /k?recursive=true": {
			`get k --recursive`, `get --recursive k`, `get -r k`, `get k -r`, `get k --recursive=true`,
			`get k {:recursive true}`, `get k {:recursive? true}`, `get :k {:recursive? true,}`, `get k {:recursive? true, :sorted? false}`,
			`get k --recursive --sorted=false`, `get --recursive -- k`, `get* k --recursive`, `meta get k --recursive`,
			`get k --timeout 5s --recursive`, `get k {:timeout 1000 :recursive true}`, `get k --recursive --root-key keys`,
		},
		"GET /k": {
			`get k`, `get -- k`, `get k --`, `get k {}`, `get k {:recursive? false}`, `get k --recursive=false`, `get k {:recursive nil}`,
			"get k # --recursive", "get\tk\r", `  get   k  `, `"get" k`,
		},
		"GET /k?quorum=true": {`get k --quorum`, `get k -q`, `get k --consistent`, `get k {:consistent? true}`, `get k {:quorum true :consistent true}`},
		"GET /-5":            {`get -5`, `get -- -5`, `get "-5"`},
		"GET /--ttl":         {`get -- --ttl`, `get "--ttl"`, `get --"ttl"`, `get \--ttl`},
		"GET /-r=true":       {`get -r=true`},
		"PUT /k prevIndex=7&value=v": {
			`reset! k v --prev-index 7`, `reset! --prev-index 7 k v`, `reset! k --prev-index 7 v`, `reset! k v --prev-index=7`,
			`reset! k v --prev-index "7"`, `reset! k v --prev-index="7"`, `reset! k v {:prev-index 7}`, `reset! k v {:prevIndex 7}`,
			`reset! k v {:prevIndex? 7}`, `cas-index! k 7 v`, `cas-index! :k 7 v`, `cas-index! -- k 7 v`, `cas-index! k 07 v`,
		},
		"PUT /k prevExist=false&ttl=10&value=v": {
			`reset! k v --ttl 10 --prev-exist=false`, `reset! k v --ttl 10 {:prev-exist? false}`, `reset! k v {:prevExist false, :ttl 10}`,
			`reset! --prev-exist=false --ttl=10 -- k v`,
		},
		"PUT /k prevExist=true&value=v":             {`update! k v`, `reset! k v --prev-exist`, `reset! --prev-exist k v`, `update! k v --prev-exist`},
		"PUT /k prevValue=old&value=v":              {`cas! k old v`, `reset! k v --prev-value old`, `reset! k v {:prevValue "old"}`, `cas! k "old" 'v'`},
		"PUT /k value=-5":                           {`reset! k -5`, `reset! k "-5"`, `reset! k -- -5`},
		"PUT /k value=-x":                           {`reset! k -x`},
		"PUT /k value=%3Ainit":                      {`reset! k :init`},
		"PUT /k value=%7C":                          {`reset! k "|"`, `reset! k \|`, `reset! k '|' | :node`},
		"PUT /k value=--ttl":                        {`reset! k "--ttl"`, `reset! k -- --ttl`},
		"PUT /k value=%7B%3Attl+5%7D":               {`reset! k '{:ttl 5}'`, `reset! k "{:ttl 5}"`},
		"PUT /k value=a%5Bb":                        {`reset! k a[b`},
		"PUT /k value=nil":                          {`reset! k nil`},
		"PUT /k value=":                             {`reset! k ""`, `reset! k ''`},
		"PUT /k value=x%23y":                        {`reset! k x#y`, `reset! k x#y #z`},
		"PUT /k dir=true&prevExist=false&ttl=10":    {`mkdir! k --ttl 10`, `mkdir! k {:ttl 10}`},
		"PUT /k prevExist=true&refresh=true&ttl=10": {`touch! k --ttl 10`, `touch! --ttl 10 k`, `touch! k {:ttl 10}`},
		"POST /k ttl=10&value=v":                    {`create! k v --ttl 10`, `create!* k v {:ttl 10}`},
		"DELETE /k?prevIndex=7":                     {`delete! k --prev-index 7`, `delete! k {:prevIndex 7}`},
		"DELETE /k?dir=true&recursive=true":         {`delete! k -r --dir`, `delete! k {:recursive true :dir? true}`},
	}
	for want, lines := range tests {
		for _, line := range lines {
			t.Run(line, func(t *testing.T) {
				t.Parallel()
				s, w := wired(t)
				if _, err := s.Eval(t.Context(), line); err != nil {
					t.Fatalf("got %v, want %s", err, want)
				}
				if !slices.Equal(w.sent, []string{want}) {
					t.Errorf("sent %q, want %q", w.sent, want)
				}
			})
		}
	}
}

// TestUsage types commands that are wrong: each is a usage error that says
// why, and nothing is sent.
func TestUsage(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{`nope`, "there is no command nope; help lists them"},
		{`reset k v`, "there is no command reset; did you mean reset!?"},
		{`get k --recursve`, "get has no option --recursve; did you mean --recursive?"},
		{`get k --recursive=`, `--recursive is true or false, not ""`},
		{`get k --wait-index`, "--wait-index wants a value: --wait-index N"},
		{`get k --wait --wait-index=x`, `--wait-index wants a whole number, not "x"`},
		{`get k {:recursve? true}`, "get has no option --recursve; did you mean --recursive?"},
		{`get k {:recursive}`, "an option map has pairs of a keyword and a value, as in {:recursive? true}; quote '{…}' to mean the text"},
		{`get k {"recursive" true}`, "recursive is no keyword, which an option map wants, as in {:recursive? true}; quote '{…}' to mean the text"},
		{`get k --recursive -r`, "--recursive is given twice"},
		{`reset! k v --ttl 5 {:ttl 5}`, "--ttl is given twice"},
		{`reset! k --file ""`, "--file wants the path of a file, or - for standard input"},
		{`cas! k v {:file ""}`, "--file wants the path of a file, or - for standard input"},
		{`""`, `there is no command ""; help lists them`},
		{`get k {:Recursve? true}`, "get has no option --recursve; did you mean --recursive?"},
		{`reset! k v "{:ttl 10}"`, "reset! takes 2 arguments; \"{:ttl 10}\" is one too many: an option map is not quoted"},
		{`get k --recursive true`, "get takes 1 argument; true is one too many: a flag's value is joined to it, as in --recursive=true"},
		{`reset! k v --ttl -5`, `--ttl wants a whole number, not "-5"`},
		{`reset! k v --ttl`, "--ttl wants a value: --ttl SECONDS"},
		{`reset! k v --prev-exist=no`, `--prev-exist is true or false, not "no"`},
		{`get`, "K is missing"},
		{`get #k`, "K is missing; #k began a comment; quote '#k' to mean the text"},
		{`reset! color #fff`, "V is missing; #fff began a comment; quote '#fff' to mean the text"},
		{`reset! color # fff`, "V is missing"},
		{`reset! k`, "V is missing"},
		{`reset! k a b`, "reset! takes 2 arguments; b is one too many: quote a value that has spaces in it"},
		{`pwd k`, "pwd takes no arguments; k is one too many"},
		{`pwd -- --x`, "pwd takes no arguments; --x is one too many"},
		{`pwd --x`, "pwd has no options; to mean the text --x type -- before it, or quote it"},
		{`cas-index! k x v`, `INDEX wants a whole number, not "x"`},
		{`cas-index! k 0 v`, "prev-index 0 would be no condition to etcd; indexes begin at 1"},
		{`cas-index! k -- 18446744073709551616 v`, `INDEX is at most 18446744073709551615, not 18446744073709551616`},
		{`repeat 2`, "COMMAND is missing"},
		{`repeat 2 nope`, "there is no command nope; help lists them"},
		{`repeat 2 reset! k`, "V is missing"},
		{`meta repeat 2 get`, "K is missing"},
		{`try get k catch _ reset! k`, "V is missing"},
		{`try reset! k catch _ get k`, "V is missing"},
		{`get k |`, "a path such as :node :modifiedIndex, jq 'PROGRAM' or ! PROGRAM is missing after |; quote '|' to mean the text"},
		{`get | :node`, "K is missing"},
		{`| :node`, "a command is missing before |"},
		{`get k | node`, "node is no step of a path after |; type a keyword such as :node or a position such as 0, jq 'PROGRAM' or ! PROGRAM, or quote '|' to mean the text"},
		{`get k --root-key ..`, `root-key ".." cannot be part of a path`},
		{`get $x`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
		{`reset! k v --prev-value $x`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
		{`reset! k v {:prev-value $x}`, "there is no variable $x; def x COMMAND makes one; quote '$x' to mean the text"},
		{`get k --wait --quorum`, "wait does not go with quorum: etcd would answer at once, with a plain read"},
		{`delete! k --prev-value ""`, "prev-value is empty, which etcd cannot compare; compare with the key's modifiedIndex"},
		{`get "open`, "the command ends within an open quote"},
		{`get 'open`, "the command ends within an open quote"},
		{`get [:a`, "the command ends within an open bracket"},
		{`get k \`, "the command ends within an open backslash"},
		{"get \xff", "the command is not UTF-8; nothing was sent"},
		{`get k {:recursive? true} --sorted`, "get takes 1 argument; {:recursive? true} is one too many: an option map stands last; quote it '{…}' if it is a value"},
		{`swap! k trim ->`, "a function is missing after ->"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			s, w := wired(t)
			_, err := s.Eval(t.Context(), tt.line)
			var usage *lang.UsageError
			if !errors.As(err, &usage) {
				t.Fatalf("got %v, want a usage error: %s", err, tt.want)
			}
			if usage.Message != tt.want {
				t.Errorf("\n got %s\nwant %s", usage.Message, tt.want)
			}
			if len(w.sent) > 0 {
				t.Errorf("sent %q, want nothing", w.sent)
			}
		})
	}
}

// TestUsageNamesTheCommand finds the innermost command blamed, with its usage.
func TestUsageNamesTheCommand(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`get`: "get", `repeat 2 get`: "get", `repeat x get k`: "repeat", `meta try delete! catch _ x`: "delete!", `quit now`: "exit",
	} {
		s, _ := wired(t)
		_, err := s.Eval(t.Context(), line)
		var usage *lang.UsageError
		if !errors.As(err, &usage) || usage.Command != want || usage.Usage != command.Table().Find(want).Usage() {
			t.Errorf("%s: got %+v, want the usage of %s", line, err, want)
		}
	}
}

// TestUsageLine holds the usage line against the declaration.
func TestUsageLine(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"touch!": "touch! K --ttl SECONDS [--prev-value V] [--prev-index N] [--timeout TIME] [--root-key NAME]",
		"repeat": "repeat N [-j|--jobs M] COMMAND…",
		"cd":     "cd [K] [--timeout TIME] [--root-key NAME]",
		"pwd":    "pwd",
	} {
		if got := command.Table().Find(name).Usage(); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}
