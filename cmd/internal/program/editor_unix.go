//go:build unix

package program

import (
	"context"
	"os"
	"strings"
	"sync"
	"time"

	"etcd2sh/repl"
	"etcd2sh/repl/assist"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/terminal"
)

// shownFirst is how long the prompt is there before the history is opened, which may
// take all processors for a while, unless a key wants it sooner.
const shownFirst = 100 * time.Millisecond

// input is the line editor, or plain lines where it cannot work, and what ends
// it.
func (w IO) input(sh *repl.Shell, f *flags) (script.Input, func(), error) {
	s := sh.Session
	in, ok := w.In.(*os.File)
	out := terminalOf(w.Out, w.Err)
	if !ok || out == nil {
		w.suspendable(s)
		return script.NewPlainInput(w.In, w.Err), func() {}, nil
	}
	colours := w.stream(out, f.color).Color
	a := assistant{assist.NewAssistant(s), sh}
	c := terminal.Config{
		In: in, Out: out, Vi: s.Settings().EditMode == "vi", Dumb: w.Env("TERM") == "dumb",
		Shown:   sync.OnceFunc(func() { time.AfterFunc(shownFirst, s.Host().History.Load) }),
		Suggest: a.suggest, Hint: a.hint, Complete: a.complete, Suspend: s.Programs().Suspend,
		LastWord: lastWord, Reopen: sh.Reopen, Edit: func(text string) string { return w.editLine(s, text) },
	}
	if colours {
		c.Highlight = a.highlight
	}
	editor, err := terminal.New(c)
	if err != nil {
		return nil, nil, err
	}
	sh.Lend, sh.Behind, sh.AnyKey = editor.Lend, editor.Writer(), editor.AnyKey
	e := &lineEditor{Editor: editor, session: s}
	sh.Left, sh.Offer = e.Left, e.Offer
	return e, func() { editor.Close() }, nil // nothing is left to do when the terminal is gone
}

// assistant helps with the line that is being typed, which may be a later one
// of its command.
type assistant struct {
	*assist.Assistant
	shell *repl.Shell
}

// draft gives the lines before the one that is typed; false when the command is too
// long to help with, so that many pasted lines are not put together at each of them.
func (a assistant) draft(line string) (draft string, ok bool) {
	if a.shell.Drafted()+len(line) > assist.MaxAssisted {
		return "", false
	}
	return a.shell.Draft(), true
}

// highlight gives the session's colours for the part of the command on this line.
func (a assistant) highlight(line string) []assist.Part {
	draft, ok := a.draft(line)
	if !ok {
		return nil
	}
	var parts []assist.Part
	for _, p := range a.Highlight(draft + line) {
		if p.To > len(draft) {
			parts = append(parts, assist.Part{From: max(0, p.From-len(draft)), To: p.To - len(draft), Class: p.Class})
		}
	}
	return parts
}

// hint is the session's, with a space between it and the line.
func (a assistant) hint(line string) string {
	draft, ok := a.draft(line)
	if !ok {
		return ""
	}
	h := a.TypingHint(draft + line)
	if h == "" || strings.HasSuffix(line, " ") {
		return h
	}
	return " " + h
}

// suggest gives the rest of the latest command of the history that begins as the one
// that is being typed, unless that needs a warning. What has a secret in it, which is
// remembered for Up alone, is never shown unasked.
func (a assistant) suggest(line string) string {
	draft, ok := a.draft(line)
	typed := draft + line
	s := a.shell.Session
	if !ok || !s.Settings().Suggest {
		return ""
	}
	command, ok := s.Host().History.Latest(func(command string) bool {
		return len(command) > len(typed) && strings.HasPrefix(command, typed) && !s.Commands().HasSecret(command)
	})
	if !ok || strings.HasPrefix(a.TypingHint(typed), "! ") {
		return ""
	}
	return strings.TrimPrefix(command, typed)
}

// complete is the session's; a word that began on an earlier line is left alone.
func (a assistant) complete(ctx context.Context, line string, pos int) assist.Completion {
	draft, ok := a.draft(line)
	if !ok {
		return assist.Completion{}
	}
	c := a.Complete(ctx, draft+line, len(draft)+pos)
	if c.From < len(draft) {
		return assist.Completion{}
	}
	c.From -= len(draft)
	return c
}
