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

// TestTopicsAnswerTheirHeading reads what a heading promises before what a request of
// that kind does.
func TestTopicsAnswerTheirHeading(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	for topic, want := range map[string][]string{
		"ttl":     {"how many seconds a key still has", "A refresh"},
		"unknown": {"its answer never came", "resolve", "A write without a comparison"},
	} {
		rest := repltest.Run(t, s, "help "+topic)
		for _, part := range want {
			_, after, ok := strings.Cut(rest, part)
			if !ok {
				t.Errorf("help %s: want %q in this order; there is no %q in\n%s", topic, want, part, rest)
			}
			rest = after
		}
	}
}

// TestExplainSpeaksOfTheRequest reads no word about all of swap! in what is told of
// the read that it begins with.
func TestExplainSpeaksOfTheRequest(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	for line, want := range map[string]string{
		"explain swap! k inc": "\nThis request is repeatable: ",
		"explain reset! k v":  "\nThis request is not repeatable: ",
	} {
		if page := onTerminal(t, s, line, 200); !strings.Contains(page, want) {
			t.Errorf("%s: got\n%s\nwant %q", line, page, want)
		}
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
