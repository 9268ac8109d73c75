package lesson

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/repl/file"
)

// progress is which steps of which lessons are done, counted from 1, in a file: a
// line for each lesson, with its title, a tab, and the steps.
type progress struct {
	path string // "" keeps it for this run alone
	done map[string]map[int]bool
}

// load reads what the file says beside what is known.
func (p *progress) load() error {
	if p.done == nil {
		p.done = map[string]map[int]bool{}
	}
	if p.path == "" {
		return nil
	}
	text, err := os.ReadFile(p.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for line := range strings.Lines(string(text)) {
		title, steps, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		for word := range strings.FieldsSeq(steps) {
			if n, err := strconv.Atoi(word); err == nil {
				p.mark(title, n)
			}
		}
	}
	return nil
}

func (p *progress) mark(title string, step int) {
	if p.done[title] == nil {
		p.done[title] = map[int]bool{}
	}
	p.done[title][step] = true
}

// add keeps that a step is done. Another shell may have written meanwhile, so that
// the file is read first.
func (p *progress) add(title string, step int) error {
	if err := p.load(); err != nil {
		return err
	}
	p.mark(title, step)
	if p.path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(p.path), 0o700); err != nil {
		return err
	}
	return file.Write(p.path, func(w io.Writer) error {
		for _, title := range slices.Sorted(maps.Keys(p.done)) {
			if _, err := fmt.Fprintln(w, title+"\t"+p.steps(title)); err != nil {
				return err
			}
		}
		return nil
	})
}

// steps is the steps of a lesson that are done, with blanks between them.
func (p *progress) steps(title string) string {
	return strings.Trim(fmt.Sprint(slices.Sorted(maps.Keys(p.done[title]))), "[]")
}
