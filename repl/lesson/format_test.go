package lesson_test

import (
	"errors"
	"strings"
	"testing"

	"etcd2sh/repl/lesson"
)

const small = `# Two  blanks
What it is about.

## Setup
mk a 1
## Step The first
Write b.

    set b 2

### Setup
mk c 3
### Check b is missing
get b
### Hint
set it
### Hint
set b 2
### Solution
set b \
2
### Trap b is missing
# a comment
set c 2
### Done
b is there.
`

func TestParse(t *testing.T) {
	t.Parallel()
	l, err := lesson.Parse("small", strings.ReplaceAll(small, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if l.Title != "Two blanks" || l.Text != "What it is about." || l.Setup != "mk a 1" || len(l.Steps) != 1 {
		t.Errorf("got %+v", l)
	}
	s := l.Steps[0]
	want := lesson.Step{
		Title: "The first", Text: "Write b.\n\n    set b 2", Done: "b is there.", Setup: "mk c 3",
		Checks: []lesson.Check{{Reason: "b is missing", Commands: "get b"}}, Hints: []string{"set it", "set b 2"},
		Solution: "set b \\\n2", Traps: []lesson.Trap{{Reason: "b is missing", Commands: "# a comment\nset c 2"}},
	}
	if s.Text != want.Text || s.Title != want.Title || s.Done != want.Done || s.Setup != want.Setup || s.Solution != want.Solution ||
		len(s.Checks) != 1 || s.Checks[0] != want.Checks[0] || len(s.Hints) != 2 || s.Hints[1] != want.Hints[1] || len(s.Traps) != 1 || s.Traps[0] != want.Traps[0] {
		t.Errorf("got %+v\nwant %+v", s, want)
	}
}

func TestParseFails(t *testing.T) {
	t.Parallel()
	step := "## Step one\n### Check not yet\nget a\n### Solution\nset a 1\n"
	for _, test := range []struct{ text, want string }{
		{"", "f:1: a lesson begins with a line that has its title: # TITLE"},
		{"One\n" + step, "f:1: a lesson begins with a line that has its title: # TITLE"},
		{"# One\n", "f:1: the lesson has no step: ## Step TITLE begins one"},
		{"# One\n### Check x\n", "f:2: ### Check belongs to a step, and none has begun: ## Step TITLE begins one"},
		{"# One\n## Stop x\n", "f:2: ## Stop is no part of a lesson: those are Setup and Step; ### begins a part of a step"},
		{"# One\n" + step + "### Clue x\n", "f:7: ### Clue is no part of a step: those are Setup, Check, Hint, Solution, Trap and Done"},
		{"# One\n## Step\n", "f:2: ## Step TITLE: a step has a title"},
		{"# One\n" + step + "### Check\n", "f:7: ### Check REASON: a check tells what is missing until it holds"},
		{"# One\n" + step + "### Trap\n", "f:7: ### Trap REASON: a trap repeats the reason of the check that does not hold after it"},
		{"# One\n" + step + "### Trap never\nget b\n", `f:2: the step "one" has a trap whose reason is that of no check: "never"`},
		{"# One\n## Step one\n### Solution\nset a 1\n", `f:2: the step "one" has no ### Check, so nobody would know when it is done`},
		{"# One\n## Step one\n### Check x\nget a\n", `f:2: the step "one" has no ### Solution with the commands that do it`},
		{"# One\n" + step + "### Check b\n\n", `f:2: the step "one" has a check without commands: "b"`},
		{"# One\n" + step + "##Step two\n", "f:7: ##Step two is no heading: one is ## or ###, a blank, and a word; a comment has one #"},
		{"# One\n" + step + "#### Check b\n", "f:7: #### Check b is no heading: one is ## or ###, a blank, and a word; a comment has one #"},
		{"# One\n" + step + "### Solution\nset b 1\n", "f:7: this part was there already; there can be one of its kind"},
		{"# One\n" + step + "### Trap not yet\n\nset b 'x\n### Hint\n", "f:7: the quote that was opened on line 9 is never closed"},
		{"# One\n" + step + "##\n", "f:7: ## is no heading: one is ## or ###, a blank, and a word; a comment has one #"},
	} {
		_, err := lesson.Parse("f", test.text)
		if wrong := (*lesson.FormatError)(nil); !errors.As(err, &wrong) || err.Error() != test.want {
			t.Errorf("%q\n got %v\nwant %s", test.text, err, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Fuzz(func(t *testing.T, text string) {
		l, err := lesson.Parse("f", text)
		if err == nil && (l == nil || len(l.Steps) == 0 || len(l.Steps[0].Checks) == 0) {
			t.Errorf("got %+v of %q, want a step with a check", l, text)
		}
	})
}
