package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/lang/script"
)

// tour leads a person through a script. The command that is due is ready on the
// line, to be run as it is or after others.
type tour struct {
	steps  []step
	due    int
	on     bool
	told   bool     // what is to be said of the step that is due was said
	freed  bool     // the line was dropped, to type another command
	server []string // where it takes place
}

// step is a command, and what is to be said of it.
type step struct{ comment, command string }

// readSteps takes a script apart. A comment belongs to the command below it, unless
// an empty line stands between them.
func readSteps(text string) (steps []step) {
	src := script.NewReader(script.Source{Reader: strings.NewReader(text)}, func() {})
	var comment []string
	for {
		c, err := src.Next(context.Background())
		if err != nil {
			return steps
		}
		line := strings.TrimSpace(string(c.Text))
		switch {
		case len(c.Words) > 0:
			steps = append(steps, step{strings.Join(comment, " "), line})
			comment = nil
		case line == "":
			comment = nil
		default:
			comment = append(comment, strings.TrimSpace(strings.TrimPrefix(line, "#")))
		}
	}
}

// lead begins the tour, goes on with it, or stops it.
func (sh *Shell) lead(stop bool) error {
	t := &sh.tour
	switch {
	case stop && !t.on:
		return errors.New("no tour is under way; tour begins it")
	case stop:
		t.on = false
		sh.aside("The tour stops here; tour goes on with it.")
		return nil
	case sh.elsewhere():
		return fmt.Errorf("the tour changes and deletes what it finds, so it stays with the sandbox: connect %s first", strings.Join(t.server, ","))
	case t.due == 0:
		t.steps = readSteps(sh.Tour)
		sh.aside("Enter runs the command on the line, as it is or as you change it. Ctrl-C empties the line for a command of your own; the step comes back after it. tour stop ends the tour.")
	}
	t.on, t.told = true, false
	return nil
}

// offerStep puts the step that is due on the line.
func (sh *Shell) offerStep() {
	t := &sh.tour
	switch {
	case !t.on || t.freed:
		return
	case sh.elsewhere():
		t.on = false
		sh.aside(fmt.Sprintf("The tour stays with the sandbox: connect %s leads back there, and tour goes on.", strings.Join(t.server, ",")))
		return
	}
	s := t.steps[t.due]
	if !sh.Offer(s.command) {
		return // what was entered before comes first
	}
	if !t.told && s.comment != "" {
		sh.aside(fmt.Sprintf("[%d/%d] %s", t.due+1, len(t.steps), s.comment))
	}
	t.told = true
}

// stepped takes note of a command that has run: it may be the step that was due.
func (sh *Shell) stepped(command string, err error) {
	t := &sh.tour
	t.freed = false
	if !t.on || strings.TrimSpace(command) != t.steps[t.due].command || errors.Is(err, context.Canceled) {
		return
	}
	t.due, t.told = t.due+1, false
	if t.due == len(t.steps) {
		t.on, t.due = false, 0
		sh.aside("That was the tour. help lists all commands; tour begins it again.")
	}
}

// elsewhere reports whether the session has left the server that it began with.
func (sh *Shell) elsewhere() bool {
	now := sh.Session.Client().Endpoints()
	return !slices.Equal(slices.Sorted(slices.Values(now)), sh.tour.server)
}

// aside says something, in lines that fit the terminal.
func (sh *Shell) aside(text string) {
	width := 78
	if cells := sh.Err.width(); cells > 0 {
		width = min(width, cells-1)
	}
	text = "\n" + render.Wrap(text, width) + "\n"
	sh.printf("%s", text)
	sh.keep(func(t Stream) { io.WriteString(t.Writer, text) })
}
