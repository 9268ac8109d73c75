//go:build unix

package program

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"etcd2sh/history"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/terminal"
)

// lineEditor is the editor as the loop sees it: each line begins with the
// settings and the history as they are then.
type lineEditor struct {
	*terminal.Editor
	session *eval.Session
	left    history.Entry // what came with a command that failed, and was not run
}

// ReadLine reads a line; script.ErrInterrupt is Ctrl-C, io.EOF is Ctrl-D.
func (e *lineEditor) ReadLine(ctx context.Context, prompt string) (string, error) {
	if !e.Waits() {
		e.SetVi(e.session.Settings().EditMode == "vi")
		e.SetHistory(e.commands)
	}
	return typed(e.Editor.ReadLine(ctx, prompt))
}

// commands are those that Up finds. What was left stands among them where it
// belongs by its time.
func (e *lineEditor) commands() (commands []string) {
	entries := e.session.Host().History.Entries()
	at := len(entries)
	for at > 0 && entries[at-1].Time.After(e.left.Time) {
		at--
	}
	for _, entry := range entries {
		commands = append(commands, entry.Command)
	}
	if e.left.Command == "" {
		return commands
	}
	return slices.Insert(commands, at, e.left.Command)
}

// Left takes back what was entered and not read, and keeps it for Up. No history
// keeps it, since it was not run.
func (e *lineEditor) Left() string {
	text := e.Editor.Left()
	if text != "" {
		e.left = history.Entry{Time: time.Now(), Command: text}
	}
	return text
}

// Ask reads the answer to a question, with the errors of ReadLine.
func (e *lineEditor) Ask(ctx context.Context, question string) (string, error) {
	return typed(e.Editor.Ask(ctx, question))
}

// AskSecret reads what is not shown, with the errors of ReadLine.
func (e *lineEditor) AskSecret(ctx context.Context, question string) (string, error) {
	return typed(e.Editor.AskSecret(ctx, question))
}

// typed gives a line with the error that the loop knows.
func typed(line string, err error) (string, error) {
	switch {
	case errors.Is(err, terminal.ErrInterrupt):
		return "", script.ErrInterrupt
	case errors.Is(err, terminal.ErrAnew):
		return "", script.ErrAnew
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

// editLine lets the user edit a text that stands at the prompt. Where that fails it
// stays as it was, and the user is told.
func (w IO) editLine(s *eval.Session, text string) string {
	edited, err := w.edited(s, text)
	if err != nil {
		w.warn("%v; the line is as it was", err)
		return text
	}
	return edited
}

func (w IO) edited(s *eval.Session, text string) (edited string, err error) {
	if s.Host().NoExec {
		return "", fmt.Errorf("an editor %w", lang.ErrNoExec)
	}
	draft, err := program.NewDraft("line", text+"\n")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, draft.Drop()) }()
	if err := w.editFile(context.Background(), draft.Path); err != nil {
		return "", fmt.Errorf("the editor %s failed: %w", w.editor(), err)
	}
	edited, err = draft.Text()
	return strings.TrimSuffix(edited, "\n"), err
}
