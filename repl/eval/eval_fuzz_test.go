package eval_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// FuzzEval evaluates anything: it ends soon after its context, and after a
// usage error nothing was sent, or nothing but questions by those that look
// first.
func FuzzEval(f *testing.F) {
	for _, c := range command.Table().All() {
		for _, e := range c.Example {
			f.Add(e.Line)
		}
	}
	for _, line := range []string{
		"lock m try get* k | :node catch [:status 404] get x {:r", `swap! k str "\` + "\x00\xff", "repeat 9999999999 pwd", "await k = {} &", "watch k --from 1 -n 3 | jq .node | 0",
		"def x get k | [:a \"b\" c]", "expect {:a [nil 1.5e9 #{}]} get* k", "elect e [a] dequeue q --wait", "cas-index! k 18446744073709551616 v", "repeat 2 --jobs 9 lock k $_", "sleep 1e300",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if touchesFiles(line) {
			t.Skip()
		}
		s, w := repltest.Wired(t)
		repltest.ForbidPrograms(s)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		var failed error
		for p := range repltest.Evaluate(ctx, s, line) {
			if failed == nil {
				failed = p.Err
			}
		}
		s.Close()
		if eval.Status(failed) != lang.StatusUsage || runsOthers(line) {
			return
		}
		for _, sent := range w.Sent() {
			if !looksFirst(line) || !strings.HasPrefix(sent, "GET ") {
				t.Errorf("%q: got %v, and %q was sent", line, failed, w.Sent())
			}
		}
	})
}

// touchesFiles reports whether a line may read or write files.
func touchesFiles(line string) bool {
	return slices.ContainsFunc([]string{"file", "source", "load", "dump", "diff", "connect"}, func(word string) bool { return strings.Contains(line, word) })
}

// command is the one that a line begins with; nil if there is none.
func commandOf(line string) *lang.Command {
	name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return command.Table().Find(strings.Trim(name, `"'`))
}

// runsOthers reports whether a line's command runs others, which may find out
// that they are wrong when something was sent already.
func runsOthers(line string) bool {
	c := commandOf(line)
	return c != nil && slices.ContainsFunc(c.Args, func(a lang.Arg) bool {
		return slices.Contains([]lang.Kind{lang.CommandArg, lang.StatementArg, lang.TryArg, lang.GuardedArg}, a.Kind)
	})
}

// looksFirst reports whether a line's command asks the store whether its
// arguments fit.
func looksFirst(line string) bool {
	c := commandOf(line)
	return c != nil && slices.Contains([]string{"dequeue", "cp", "mv"}, c.Name)
}

// FuzzOptionMap reads any option map: it is refused, or it asks the one
// question that there is to be asked.
func FuzzOptionMap(f *testing.F) {
	for _, text := range []string{
		":recursive? true", ":ttl 10, :prev-index 7", ":prevExist? false :prevValue \"a b\"", ":timeout 5 :quorum nil", ":root-key \"x\"", ":a {:b 1}", ":recursive? true}", "\"", ":ttl [1", "# }\n",
		":recursive :sorted true", ":wait true :quorum true", ":timeout -1", ":wait-index 0", ":prev-index 18446744073709551616",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for line, method := range map[string]string{"get k {" + text + "}": "GET", "reset! k v {" + text + "}": "PUT"} {
			if touchesFiles(line) {
				t.Skip()
			}
			s, w := repltest.Wired(t)
			repltest.ForbidPrograms(s)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			p := <-repltest.Evaluate(ctx, s, line)
			switch usage := eval.Status(p.Err) == lang.StatusUsage; {
			case usage && len(w.Sent()) > 0, !usage && p.Err == nil && len(w.Sent()) != 1:
				t.Errorf("%q: got %v, and %q was sent", line, p.Err, w.Sent())
			case len(w.Sent()) > 0 && !strings.HasPrefix(w.Sent()[0], method+" "):
				t.Errorf("%q: sent %q", line, w.Sent())
			}
			s.Close()
		}
	})
}
