package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
)

// editor is the program that the user chose for texts.
func (w IO) editor() string {
	return cmp.Or(strings.TrimSpace(w.Env("VISUAL")), strings.TrimSpace(w.Env("EDITOR")), defaultEditor)
}

// editFile lets the user edit a file with the program they chose.
func (w IO) editFile(_ context.Context, path string) error {
	cmd := editing(w.editor(), path)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = w.In, w.Out, w.Err
	if screen := terminalOf(w.Out, w.Err); screen != nil {
		cmd.Stdout = screen
	}
	return cmd.Run()
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

// pager is the program for long results: the one of PAGER, or less; "" is none.
func (w IO) pager() string {
	pager := w.Env("PAGER")
	if w.Env("TERM") == "dumb" {
		return ""
	}
	if pager != "" {
		return pager
	}
	if _, err := exec.LookPath("less"); err == nil {
		return "less -R"
	}
	return ""
}
