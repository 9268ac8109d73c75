package lesson

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"etcd2sh/repl/lang"
)

// Lesson is a lesson as a file tells it.
type Lesson struct {
	Title string
	Text  string // what is said before the first step
	Setup string // commands that run before each step
	Steps []Step
}

// Step is what a student is to do, and how that is seen.
type Step struct {
	Title    string
	Text     string // what is asked for
	Done     string // what is said when it is done; or ""
	Setup    string // commands that run before it, after those of the lesson
	Checks   []Check
	Hints    []string
	Solution string // commands that do it
	Traps    []Trap // commands that do not, though one may think so
}

// Check is commands of which the last must give anything but false or nil. Until
// then, Reason tells what is missing.
type Check struct{ Reason, Commands string }

// Trap is commands after which the check of that reason still does not hold.
type Trap struct{ Reason, Commands string }

// FormatError says what is wrong with the file of a lesson.
type FormatError struct {
	Name    string // of the file
	Line    int    // from 1
	Message string
}

func (e *FormatError) Error() string { return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Message) }

// Parse reads a lesson; name is what errors call it. The error is a *FormatError.
func Parse(name, text string) (*Lesson, error) {
	p := &parser{name: name, lesson: new(Lesson)}
	title, text, _ := strings.Cut(strings.TrimPrefix(text, "\ufeff"), "\n")
	title, marked := strings.CutPrefix(strings.TrimSpace(title), "# ")
	if !marked {
		return nil, p.wrong(1, "a lesson begins with a line that has its title: # TITLE")
	}
	p.lesson.Title = strings.Join(strings.Fields(title), " ")
	part := section{into: &p.lesson.Text}
	n := 1
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if !strings.HasPrefix(line, "##") {
			part.lines = append(part.lines, line)
			continue
		}
		err := p.end(part)
		if err == nil {
			part, err = p.begin(n, line)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := p.end(part); err != nil {
		return nil, err
	}
	if err := p.complete(); err != nil {
		return nil, err
	}
	return p.lesson, nil
}

// section is the lines below a heading.
type section struct {
	heading  int // its line
	commands bool
	lines    []string
	into     *string
}

// end keeps what stands in a section, of which there is one.
func (p *parser) end(s section) error {
	if *s.into != "" {
		return p.wrong(s.heading, "this part was there already; there can be one of its kind")
	}
	*s.into = strings.Trim(strings.Join(s.lines, "\n"), "\n")
	if !s.commands {
		return nil
	}
	above := strings.Repeat("\n", s.heading) // so that an error tells the line of the file
	if _, err := lines(context.Background(), above+strings.Join(s.lines, "\n")); err != nil {
		return p.wrong(s.heading, "%v", err)
	}
	return nil
}

type parser struct {
	name   string
	lesson *Lesson
	steps  []int // the line on which each step begins
}

func (p *parser) wrong(line int, format string, args ...any) error {
	return &FormatError{p.name, line, fmt.Sprintf(format, args...)}
}

// begin reads the heading of a section.
func (p *parser) begin(n int, line string) (section, error) {
	marks, heading, _ := strings.Cut(line, " ")
	word, about, _ := strings.Cut(strings.TrimSpace(heading), " ")
	about = strings.TrimSpace(about)
	switch {
	case marks != "##" && marks != "###" || word == "":
		return section{}, p.wrong(n, "%s is no heading: one is ## or ###, a blank, and a word; a comment has one #", lang.Shorten(line))
	case marks == "##":
		return p.beginPart(n, word, about)
	case len(p.lesson.Steps) == 0:
		return section{}, p.wrong(n, "### %s belongs to a step, and none has begun: ## Step TITLE begins one", word)
	}
	step := &p.lesson.Steps[len(p.lesson.Steps)-1]
	switch word {
	case "Setup":
		return section{n, true, nil, &step.Setup}, nil
	case "Check":
		step.Checks = append(step.Checks, Check{Reason: about})
		return section{n, true, nil, &step.Checks[len(step.Checks)-1].Commands}, p.named(n, word, about)
	case "Hint":
		step.Hints = append(step.Hints, "")
		return section{n, false, nil, &step.Hints[len(step.Hints)-1]}, nil
	case "Solution":
		return section{n, true, nil, &step.Solution}, nil
	case "Trap":
		step.Traps = append(step.Traps, Trap{Reason: about})
		return section{n, true, nil, &step.Traps[len(step.Traps)-1].Commands}, p.named(n, word, about)
	case "Done":
		return section{n, false, nil, &step.Done}, nil
	}
	return section{}, p.wrong(n, "### %s is no part of a step: those are Setup, Check, Hint, Solution, Trap and Done", lang.Shorten(word))
}

func (p *parser) beginPart(n int, word, about string) (section, error) {
	switch word {
	case "Setup":
		return section{n, true, nil, &p.lesson.Setup}, nil
	case "Step":
		p.lesson.Steps = append(p.lesson.Steps, Step{Title: about})
		p.steps = append(p.steps, n)
		return section{n, false, nil, &p.lesson.Steps[len(p.lesson.Steps)-1].Text}, p.named(n, word, about)
	}
	return section{}, p.wrong(n, "## %s is no part of a lesson: those are Setup and Step; ### begins a part of a step", lang.Shorten(word))
}

// named is an error where a heading has but one word.
func (p *parser) named(n int, word, about string) error {
	if about != "" {
		return nil
	}
	what := map[string]string{
		"Step":  "## Step TITLE: a step has a title",
		"Check": "### Check REASON: a check tells what is missing until it holds",
		"Trap":  "### Trap REASON: a trap repeats the reason of the check that does not hold after it",
	}[word]
	return p.wrong(n, "%s", what)
}

// complete is an error where something is missing.
func (p *parser) complete() error {
	if len(p.lesson.Steps) == 0 {
		return p.wrong(1, "the lesson has no step: ## Step TITLE begins one")
	}
	for i, s := range p.lesson.Steps {
		if wrong := s.incomplete(); wrong != "" {
			return p.wrong(p.steps[i], "the step %q %s", s.Title, wrong)
		}
	}
	return nil
}

// incomplete tells what a step lacks; "" for nothing.
func (s Step) incomplete() string {
	switch {
	case len(s.Checks) == 0:
		return "has no ### Check, so nobody would know when it is done"
	case s.Solution == "":
		return "has no ### Solution with the commands that do it"
	}
	for _, c := range s.Checks {
		if c.Commands == "" {
			return fmt.Sprintf("has a check without commands: %q", c.Reason)
		}
	}
	for _, t := range s.Traps {
		if !s.has(t.Reason) {
			return fmt.Sprintf("has a trap whose reason is that of no check: %q", t.Reason)
		}
	}
	return ""
}

func (s Step) has(reason string) bool {
	return slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Reason == reason })
}
