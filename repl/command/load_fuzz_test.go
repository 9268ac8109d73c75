package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// FuzzLoad loads anything: it is read or refused, and whatever is sent is about
// a key that can be.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"# etcd2sh dump {:dump \"/a\"}\nreset! \"/a/b\" \"x\" --ttl 5\nmkdir! \"/a/c\"\n",
		"{\"dump\":\"/a\"}\n{\"key\":\"/a/b\",\"value\":\"\\u0001\",\"ttl\":5}\n{\"key\":\"/a/c\",\"dir\":true}\n",
		"{:dump \"/a\"}\n{:key \"/a/b\", :value \"\\u0001\", :ttl 5}\n{:key \"/a/c\", :dir true}\n",
		"reset! \"/a\\\n", "{:key #inst \"x\"}", "{:key \\u00", "{:key #{1 1}}", "{\"key\":[[[[", "\uFEFF{ :", "{:key 1N :ttl 1M}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, w := repltest.Wired(t)
		repltest.SetStdin(s, strings.NewReader(text))
		if _, err := s.Eval(t.Context(), "load --dry-run"); err != nil && eval.Status(err) == lang.StatusRefused {
			t.Errorf("%q: got %v, want an error of the file's", text, err)
		}
		for _, sent := range w.Sent() {
			method, path, _ := strings.Cut(sent, " ")
			if method != "GET" || !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "?") || strings.Contains(path, "/../") {
				t.Errorf("%q: sent %s", text, sent)
			}
		}
	})
}
