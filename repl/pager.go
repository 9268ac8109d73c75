package repl

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
)

// paging reports whether a long result goes through a pager.
func (sh *Shell) paging() bool {
	return sh.interactive && !sh.Session.Host().NoExec && sh.Out.Terminal && sh.Out.Height != nil && strings.TrimSpace(sh.Session.Settings().Pager) != ""
}

// page prints a result, through the pager if it is higher than the screen. A
// pager that does not work is told about, and the result printed plainly.
func (sh *Shell) page(v any) error {
	var text bytes.Buffer
	if err := sh.Out.style(sh.Session.Settings()).Result(&text, v); err != nil {
		return &OutputError{err}
	}
	if bytes.Count(text.Bytes(), []byte("\n")) >= sh.Out.Height() {
		err := sh.runPager(text.Bytes())
		if err == nil {
			return nil
		}
		sh.notes = append(sh.notes, fmt.Sprintf("pager: %v; config pager off turns it off", err))
	}
	if _, err := sh.out.Write(text.Bytes()); err != nil {
		return &OutputError{err}
	}
	return nil
}

func (sh *Shell) runPager(text []byte) error {
	argv := strings.Fields(sh.Session.Settings().Pager)
	sh.flush()
	pager := exec.Command(argv[0], argv[1:]...) // what Ctrl-C means in it is its own affair
	pager.Stdin, pager.Stdout, pager.Stderr = bytes.NewReader(text), sh.Out.Writer, sh.Err.Writer
	return sh.Session.Lend(pager.Run)
}
