package command_test

import (
	"slices"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// onTerminal gives what a line prints on a terminal of so many columns.
func onTerminal(t *testing.T, s *eval.Session, line string, width int) string {
	t.Helper()
	v, err := s.Eval(t.Context(), line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	var b strings.Builder
	if err := (render.Style{Terminal: true, Width: width, Color: true}).Result(&b, eval.Shown(v)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTopics finds each topic in the overview, and on a page of its own, which fits on
// a screen.
func TestTopics(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	overview := repltest.Run(t, s, "help")
	head, _, _ := strings.Cut(overview, "\n\n")
	_, topics, _ := strings.Cut(overview, "\nTopics of help\n")
	for _, topic := range command.Topics() {
		page := repltest.Run(t, s, "help "+topic.Name)
		if repltest.Run(t, s, "doc "+topic.Name) != page || topic.Sign != "" && repltest.Run(t, s, "help '"+topic.Sign+"'") != page {
			t.Errorf("%s: got another page by doc, or by %q", topic.Name, topic.Sign)
		}
		listed := func(row string) bool { return strings.HasPrefix(row, "  "+topic.Name+" ") }
		if !strings.Contains(head, topic.Name) || !slices.ContainsFunc(strings.Split(topics, "\n"), listed) {
			t.Errorf("%s is not at the beginning and the end of the overview", topic.Name)
		}
		if page := onTerminal(t, s, "help "+topic.Name, 80); strings.Count(page, "\n") > 23 && !topic.Long || !strings.HasPrefix(page, "\x1b[1m") {
			t.Errorf("%s: got\n%s\nwant a heading in bold, and a page for a screen of 24 rows", topic.Name, page)
		}
	}
	if len(w.Sent()) > 0 {
		t.Errorf("sent %q, want nothing", w.Sent())
	}
}

// TestSettingsAreExplained finds each setting on its page, and where config is explained.
func TestSettingsAreExplained(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	plain := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	for _, line := range []string{"help settings", "doc config"} {
		page := plain(repltest.Run(t, s, line))
		for _, setting := range eval.AllSettings() {
			if setting.Doc == "" || !strings.Contains(page, plain(setting.Usage()+" "+setting.Doc)) {
				t.Errorf("%s: got\n%s\nwant %q and what it is for", line, page, setting.Usage())
			}
			for _, value := range setting.Values {
				if _, values, _ := strings.Cut(setting.Usage(), " "); !slices.Contains(strings.Split(values, "|"), value) {
					t.Errorf("%s: got %q, which lacks %s", setting.Name, setting.Usage(), value)
				}
			}
		}
	}
}
