package program

import (
	"cmp"
	"context"
	"os/exec"
	"strings"
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
