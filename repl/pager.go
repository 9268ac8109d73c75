package repl

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"etcd2sh/render"
)

// paging reports whether a long result goes through a pager.
func (sh *Shell) paging() bool {
	return sh.interactive && !sh.Session.Host().NoExec && sh.Out.Terminal && !sh.Out.Dumb && sh.Out.Height != nil && strings.TrimSpace(sh.Session.Settings().Pager) != ""
}

// page prints a result, through the pager if it takes more rows than the screen. A
// pager that does not work is told about, and the result printed plainly.
func (sh *Shell) page(v any) error {
	var text bytes.Buffer
	style := sh.Out.style(sh.Session.Settings())
	if err := style.Result(&text, v); err != nil {
		return &OutputError{err}
	}
	if !render.Fits(text.String(), style.Width, sh.Out.Height()) {
		err := sh.runPager(style, v)
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

func (sh *Shell) runPager(style render.Style, v any) error {
	argv := strings.Fields(sh.Session.Settings().Pager)
	sh.flush()
	pager := exec.Command(argv[0], argv[1:]...) // what Ctrl-C means in it is its own affair
	pager.Env = pager.Environ()
	if filepath.Base(argv[0]) == "less" {
		var shows bool
		pager.Env, shows = lessColours(pager.Env, argv[1:])
		style.Color = style.Color && shows
	}
	var text bytes.Buffer
	if err := style.Result(&text, v); err != nil {
		return err
	}
	pager.Stdin, pager.Stdout, pager.Stderr = &text, sh.Out.Writer, sh.Err.Writer
	return sh.Session.Lend(pager.Run)
}

// lessColours tells whether less shows colours, and not the codes for them: as its
// words or LESS say. Where LESS says nothing, it is told to.
func lessColours(env, words []string) ([]string, bool) {
	i := slices.IndexFunc(env, func(e string) bool { return strings.HasPrefix(e, "LESS=") })
	if i < 0 {
		return append(env, "LESS=R"), true
	}
	words = slices.Concat(words, strings.Fields("-"+strings.TrimPrefix(env[i], "LESS=")))
	return env, slices.ContainsFunc(words, func(word string) bool {
		long := strings.HasPrefix(word, "--")
		return long && strings.HasPrefix(strings.ToLower(word), "--raw") || !long && strings.HasPrefix(word, "-") && strings.ContainsAny(word, "rR")
	})
}
