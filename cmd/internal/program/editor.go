package program

import (
	"context"
	"errors"
	"os"
	"strings"

	"etcd2sh/repl"
	"etcd2sh/repl/assist"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/scan"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/terminal"
)

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
		Hint: a.hint, Complete: a.complete, Suspend: s.Programs().Suspend, LastWord: lastWord,
	}
	if colours {
		c.Highlight = a.highlight
	}
	editor, err := terminal.New(c)
	if err != nil {
		return nil, nil, err
	}
	sh.Lend, sh.Behind, sh.AnyKey = editor.Lend, editor.Writer(), editor.AnyKey
	return &lineEditor{editor, s}, func() { editor.Close() }, nil // nothing is left to do when the terminal is gone
}

// assistant helps with the line that is being typed, which may be a later one
// of its command.
type assistant struct {
	*assist.Assistant
	shell *repl.Shell
}

// highlight gives the session's colours for the part of the command on this line.
func (a assistant) highlight(line string) []assist.Part {
	draft := a.shell.Draft()
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
	h := a.TypingHint(a.shell.Draft() + line)
	if h == "" || strings.HasSuffix(line, " ") {
		return h
	}
	return " " + h
}

// complete is the session's; a word that began on an earlier line is left alone.
func (a assistant) complete(ctx context.Context, line string, pos int) assist.Completion {
	draft := a.shell.Draft()
	c := a.Complete(ctx, draft+line, len(draft)+pos)
	if c.From < len(draft) {
		return assist.Completion{}
	}
	c.From -= len(draft)
	return c
}

// lineEditor is the editor as the loop sees it: each line begins with the
// settings and the history as they are then.
type lineEditor struct {
	*terminal.Editor
	session *eval.Session
}

// ReadLine reads a line; script.ErrInterrupt is Ctrl-C, io.EOF is Ctrl-D.
func (e *lineEditor) ReadLine(ctx context.Context, prompt string) (string, error) {
	e.SetVi(e.session.Settings().EditMode == "vi")
	var commands []string
	for _, entry := range e.session.Host().History.Entries() {
		commands = append(commands, entry.Command)
	}
	e.SetHistory(commands)
	return typed(e.Editor.ReadLine(ctx, prompt))
}

// Ask reads the answer to a question, with the errors of ReadLine.
func (e *lineEditor) Ask(ctx context.Context, question string) (string, error) {
	return typed(e.Editor.Ask(ctx, question))
}

// typed gives a line with the error that the loop knows.
func typed(line string, err error) (string, error) {
	if errors.Is(err, terminal.ErrInterrupt) {
		return "", script.ErrInterrupt
	}
	return line, err
}

// lastWord is the last word of a command as it was typed, a form in brackets whole.
func lastWord(command string) string {
	tokens := scan.ScanHalf(command).Tokens
	if len(tokens) == 0 {
		return ""
	}
	last := tokens[len(tokens)-1]
	return command[last.Start:last.End]
}
