package repl_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"
	"etcd2sh/repl/repltest"

	"go.uber.org/goleak"
)

// typed are lines that are typed one after the other, each when its turn has come.
type typed []func() string

func (l *typed) ReadLine(context.Context, string) (string, error) {
	if len(*l) == 0 {
		return "", io.EOF
	}
	next := (*l)[0]
	*l = (*l)[1:]
	return next(), nil
}

func (l *typed) Ask(ctx context.Context, question string) (string, error) {
	return l.ReadLine(ctx, question)
}

func say(line string) func() string { return func() string { return line } }

// behind takes what jobs show, each part as one.
type behind chan string

func (b behind) Write(p []byte) (int, error) {
	b <- string(bytes.TrimSuffix(p, []byte("\n")))
	return len(p), nil
}

// TestBackground runs commands behind a prompt. However that ends, nothing of
// them is left.
func TestBackground(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	setup, _ := repltest.Watching(t, endpoint)
	index := repltest.Run(t, setup, "reset! k v | :node :modifiedIndex")
	setup.Close()
	before := goleak.IgnoreCurrent()

	for name, types := range map[string]func(shown behind, begun <-chan string) typed{
		"the end of the input": func(shown behind, begun <-chan string) typed {
			return typed{say("watch k --from " + index + " | :node :value &"), func() string {
				wantShown(t, shown, `[1] "v"`)
				repltest.Soon(t, begun) // a poll for what comes next
				return "watch k &"
			}, func() string { repltest.Soon(t, begun); return "jobs | jq '.[] | [.n, .results, .command]'" }}
		},
		"exit": func(shown behind, begun <-chan string) typed {
			return typed{say("exec-watch k --from " + index + " -- sh -c 'echo run; exec sleep 30' &"), func() string {
				wantShown(t, shown, "[1] run")
				return "exit"
			}}
		},
		"kill": func(shown behind, begun <-chan string) typed {
			return typed{say("watch k &"), func() string { repltest.Soon(t, begun); return "kill %1" }, say("kill 1"), say("jobs")}
		},
		"connect": func(shown behind, begun <-chan string) typed {
			return typed{say("watch k &"), func() string { repltest.Soon(t, begun); return "connect " + endpoint + " | :version" }, say("jobs")}
		},
		"its own end": func(shown behind, begun <-chan string) typed {
			return typed{say("await k exists | :node :value &"), func() string {
				wantShown(t, shown, `[1] "v"`)
				wantShown(t, shown, "[1] done: await k exists | :node :value &")
				return "await nope exists --timeout 1 &"
			}, func() string {
				if got, _ := repltest.Soon(t, shown); !strings.HasPrefix(got, "[2] {:type :timeout, ") {
					t.Errorf("got %s, want a timeout", got)
				}
				return "get k"
			}}
		},
	} {
		s, begun := repltest.Watching(t, endpoint)
		var out bytes.Buffer
		shown := make(behind, 100)
		in := types(shown, begun)
		sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: &out}, Err: repl.Stream{Writer: &out}, Behind: shown}
		if err := sh.Prompt(t.Context(), &in); err != nil {
			t.Errorf("%s: got %v", name, err)
		}
		s.Close()
		if err := goleak.Find(before); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for text, want := range map[string]bool{
			`[1 1 "watch k --from ` + index + ` | :node :value &"]`: name == "the end of the input",
			`[2 0 "watch k &"]`:     name == "the end of the input",
			"there is no job 1":     name == "kill",
			"[]":                    name == "kill" || name == "connect",
			"{:type :interrupted, ": false,
		} {
			if strings.Contains(out.String(), text) != want {
				t.Errorf("%s: got %s: %q in it is to be %v", name, out.String(), text, want)
			}
		}
	}
}

func wantShown(t *testing.T, shown behind, want string) {
	t.Helper()
	if got, _ := repltest.Soon(t, shown); got != want {
		t.Errorf("got %q behind the prompt, want %q", got, want)
	}
}
