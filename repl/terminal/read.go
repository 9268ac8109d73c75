//go:build unix

package terminal

import (
	"context"
	"errors"
	"strings"
)

// ErrAnew is the error of ReadLine when the lines before, as Config.Reopen gave
// them, were edited together with this one: the next calls give all of them.
var ErrAnew = errors.New("the lines before are entered anew")

// ReadLine reads a line. The prompt may hold colours (ESC [ ... m). Of a text of
// several lines, pasted or recalled, it gives one at a time, and shows each as if it
// had been typed. It returns io.EOF after Ctrl-D on an empty line, when the
// terminal is gone and after Close, ErrInterrupt after Ctrl-C, ErrAnew, and the
// error of ctx when that ends first.
//
// Until the next ReadLine, the end of the input or Close, what is typed is kept
// for the next line and is not shown; Ctrl-C is a signal then. Ctrl-Z suspends the
// program, with all of its process group, at any time. A text that came from
// Config.Edit begins the next line where ctx ends this one.
func (e *Editor) ReadLine(ctx context.Context, prompt string) (string, error) {
	edited := false // in a program, whose Ctrl-C may end ctx a little later
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if line, ok := e.entered.take(); ok {
			return line, e.screen.again(prompt, line)
		}
		draft := e.entered.draft
		e.entered = entered{}
		end, err := e.read(ctx, prompt, draft, false)
		switch {
		case err != nil && edited && ctx.Err() != nil:
			e.entered.draft = draft
			return "", err
		case err != nil:
			return "", err
		case end.elsewhere:
			edited = true
			if prompt, err = e.elsewhere(prompt, end); err != nil {
				return "", err
			}
			continue
		case end.anew:
			e.entered.put(end.text, end.unended)
			return "", ErrAnew
		case end.unended || strings.Contains(end.text, "\n"):
			e.entered.put(end.text, end.unended)
			continue
		}
		return end.text, nil
	}
}

// elsewhere has a text edited in a program; it stands on the next line, whose
// prompt it gives.
func (e *Editor) elsewhere(prompt string, end ending) (string, error) {
	text := end.text
	if !end.anew && e.keys.reopen != nil {
		first, before, _ := e.keys.reopen()
		if before != "" {
			prompt, text, end.anew = first, before+text, true
		}
	}
	err := e.Lend(func() error {
		if e.edit != nil {
			text = clean([]byte(e.edit(text)))
		}
		return nil
	})
	e.entered.draft, e.keys.anew = text, end.anew
	return prompt, err
}

// Offer has the next line begin with a text, to be edited. It reports false, and
// nothing changes, where something was entered before.
func (e *Editor) Offer(text string) bool {
	if len(e.entered.lines) > 0 || e.entered.draft != "" {
		return false
	}
	e.entered.draft = text
	return true
}

// Waits reports whether the next line was entered before.
func (e *Editor) Waits() bool { return len(e.entered.lines) > 0 }

// Left takes back what was entered together with the line that was read last and
// has not been read; "" when that was all.
func (e *Editor) Left() string {
	if len(e.entered.lines) == 0 && !e.entered.open {
		return ""
	}
	text := strings.Join(append(e.entered.lines, e.entered.draft), "\n")
	e.entered = entered{}
	return strings.TrimSuffix(text, "\n")
}
