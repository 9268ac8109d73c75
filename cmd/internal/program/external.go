package program

import (
	"cmp"
	"context"
	"os/exec"
	"strings"
)

// editFile lets the user edit a file with the program they chose.
func (w IO) editFile(_ context.Context, path string) error {
	program := cmp.Or(strings.TrimSpace(w.Env("VISUAL")), strings.TrimSpace(w.Env("EDITOR")), "vi")
	cmd := exec.Command("sh", "-c", program+` "$1"`, "sh", path) // what Ctrl-C means in it is its own affair
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
