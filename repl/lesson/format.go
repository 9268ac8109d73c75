package lesson

import (
	"fmt"
	"slices"
	"strings"
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
		if !strings.HasPrefix(line, "## ") && !strings.HasPrefix(line, "### ") {
			part.lines = append(part.lines, line)
			continue
		}
		part.end()
		var err error
		if part, err = p.begin(n, line); err != nil {
			return nil, err
		}
	}
	part.end()
	return p.lesson, p.complete(n)
}

// section is the lines below a heading.
type section struct {
	lines []string
	into  *string
}

func (s section) end() { *s.into = strings.Trim(strings.Join(s.lines, "\n"), "\n") }

type parser struct {
	name   string
	lesson *Lesson
}

func (p *parser) wrong(line int, format string, args ...any) error {
	return &FormatError{p.name, line, fmt.Sprintf(format, args...)}
}

// begin reads the heading of a section.
func (p *parser) begin(n int, line string) (section, error) {
	marks, heading, _ := strings.Cut(line, " ")
	word, about, _ := strings.Cut(strings.TrimSpace(heading), " ")
	about = strings.TrimSpace(about)
	if marks == "##" {
		return p.beginPart(n, word, about)
	}
	if len(p.lesson.Steps) == 0 {
		return section{}, p.wrong(n, "### %s stands within a step; ## Step TITLE begins one", word)
	}
	step := &p.lesson.Steps[len(p.lesson.Steps)-1]
	switch word {
	case "Setup":
		return section{into: &step.Setup}, nil
	case "Check":
		step.Checks = append(step.Checks, Check{Reason: about})
		return section{into: &step.Checks[len(step.Checks)-1].Commands}, p.named(n, word, about)
	case "Hint":
		step.Hints = append(step.Hints, "")
		return section{into: &step.Hints[len(step.Hints)-1]}, nil
	case "Solution":
		return section{into: &step.Solution}, nil
	case "Trap":
		step.Traps = append(step.Traps, Trap{Reason: about})
		return section{into: &step.Traps[len(step.Traps)-1].Commands}, p.named(n, word, about)
	case "Done":
		return section{into: &step.Done}, nil
	}
	return section{}, p.wrong(n, "### %s is no part of a step: there are Setup, Check, Hint, Solution, Trap and Done", word)
}

func (p *parser) beginPart(n int, word, about string) (section, error) {
	switch word {
	case "Setup":
		return section{into: &p.lesson.Setup}, nil
	case "Step":
		p.lesson.Steps = append(p.lesson.Steps, Step{Title: about})
		return section{into: &p.lesson.Steps[len(p.lesson.Steps)-1].Text}, p.named(n, word, about)
	}
	return section{}, p.wrong(n, "## %s is no part of a lesson: there are Setup and Step", word)
}

// named is an error where a heading has but one word.
func (p *parser) named(n int, word, about string) error {
	if about != "" {
		return nil
	}
	what := map[string]string{"Step": "its title", "Check": "what is missing until it holds", "Trap": "what is still missing after it"}[word]
	return p.wrong(n, "behind %s stands %s", word, what)
}

// complete is an error where something is missing.
func (p *parser) complete(last int) error {
	if len(p.lesson.Steps) == 0 {
		return p.wrong(last, "a lesson has a step at least: ## Step TITLE")
	}
	for _, s := range p.lesson.Steps {
		switch {
		case len(s.Checks) == 0:
			return p.wrong(last, "the step %q has no ### Check, so nothing would be done", s.Title)
		case s.Solution == "":
			return p.wrong(last, "the step %q has no ### Solution", s.Title)
		}
		for _, t := range s.Traps {
			if !s.has(t.Reason) {
				return p.wrong(last, "the step %q has a trap for which no check has the reason %q", s.Title, t.Reason)
			}
		}
	}
	return nil
}

func (s Step) has(reason string) bool {
	return slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Reason == reason })
}
