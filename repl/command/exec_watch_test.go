package command_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestExecWatchValues: no value that somebody writes ends an exec-watch. The
// program reads each whole, and finds it in its environment where that can hold
// it.
func TestExecWatchValues(t *testing.T) {
	t.Setenv("ETCD_WATCH_VALUE", "of another exec-watch")
	s := repltest.New(t)
	name := len("ETCD_WATCH_VALUE=")
	values := []string{
		"hi", "", "two\nlines\n", strings.Repeat("v", 128<<10-1-name), strings.Repeat("v", 128<<10-name), strings.Repeat("v", 1<<20), "a\x00b", "the last",
	}
	begun := s.Run("reset! d/k begun | :node :modifiedIndex")
	var want []string
	for i, v := range values {
		s.Write("/d/k", v)
		set := fmt.Sprint(len(v))
		if i > 3 && i < 7 {
			set = "unset"
		}
		want = append(want, fmt.Sprintf("set %d %s", len(v), set))
	}
	s.Run("delete! d/k", `reset! "d/a`+"\x00"+`b" x`)
	want = append(want, "delete 0 0", "set 1 1 nokey")
	got := s.Run(fmt.Sprintf(`exec-watch d --recursive --from %s --count %d -- sh -c '
		if [ "${ETCD_WATCH_VALUE+set}" ]; then in=${#ETCD_WATCH_VALUE}; else in=unset; fi
		if [ "${ETCD_WATCH_KEY+set}" ]; then key=; else key=" nokey"; fi
		echo $ETCD_WATCH_ACTION $(wc -c) $in"$key"'`, begun, len(values)+3))
	if lines := strings.Split(strings.TrimSpace(got), "\n"); strings.Join(lines[1:], "|") != strings.Join(want, "|") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines[1:], "\n"), strings.Join(want, "\n"))
	}
}

// TestExecWatchUnread: a program need not read the value.
func TestExecWatchUnread(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	begun := s.Run("reset! k begun | :node :modifiedIndex")
	s.Write("/k", strings.Repeat("v", 1<<20))
	if got := s.Run("exec-watch k --from " + begun + " --count 2 -- echo ran"); got != "ran\nran\n" && got != "ran\nran" {
		t.Errorf("got %q, want two runs", got)
	}
}

// TestExecWatchProgram finds a program that does not exist, and a command that
// names none, before anything is asked for.
func TestExecWatchProgram(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`exec-watch k -- nosuchprogram x`:   "",
		`exec-watch k -- ./no/such/program`: "",
		`lock k ! nosuchprogram x`:          "",
		`elect k me ! nosuchprogram`:        "",
		`lock k ! "echo hi"`:                `there is no program "echo hi": its arguments are words of their own, as in ! echo hi`,
		`exec-watch k "echo hi"`:            `there is no program "echo hi": its arguments are words of their own, as in -- echo hi`,
		`exec-watch k -- "echo hi"`:         `there is no program "echo hi": its arguments are words of their own, as in -- echo hi`,
		`exec-watch -- echo hi`:             "exec-watch wants a key; it stands before --",
		`exec-watch -r -- echo hi`:          "exec-watch wants a key; it stands before --",
		`exec-watch`:                        "exec-watch wants a key: exec-watch K -- PROGRAM ARGS…",
	} {
		s, w := repltest.Wired(t)
		v, err := s.Eval(t.Context(), line)
		var usage *lang.UsageError
		switch {
		case want == "" && !errors.As(err, new(*program.Error)):
			t.Errorf("%s: got %v, %v, want an error about the program", line, v, err)
		case want != "" && (!errors.As(err, &usage) || usage.Message != want):
			t.Errorf("%s: got %v, %v, want %s", line, v, err, want)
		}
		if len(w.Sent()) > 0 {
			t.Errorf("%s: sent %q, want nothing", line, w.Sent())
		}
	}
}
