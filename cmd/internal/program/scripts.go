package program

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"etcd2sh/repl/file"
	"etcd2sh/repl/lang/script"
)

// sources opens the scripts, all of them before the first runs. None means
// that standard input is a terminal, to prompt at.
func (f *flags) sources(ctx context.Context, in io.Reader) ([]script.Source, func(), error) {
	var files []*os.File
	closeAll := func() {
		for _, file := range files {
			file.Close() // it was only read
		}
	}
	scripts := f.scripts
	for _, path := range f.check {
		scripts = append(scripts, commands{file: path})
	}
	var sources []script.Source
	for _, s := range scripts {
		switch {
		case f.isCommand():
			sources = append(sources, script.Source{Reader: strings.NewReader(s.command)})
		case s.file == "":
			sources = append(sources, script.Source{Name: "-c", Reader: strings.NewReader(s.command)})
		case s.file == "-":
			if slices.ContainsFunc(sources, func(s script.Source) bool { return s.Reader == in }) {
				closeAll()
				return nil, nil, errors.New("-f - is given twice, but standard input can be read only once")
			}
			sources = append(sources, script.Source{Name: "stdin", Reader: in})
		default:
			f, err := file.Open(ctx, s.file)
			if err != nil {
				closeAll()
				return nil, nil, err
			}
			files = append(files, f)
			sources = append(sources, script.Source{Name: f.Name(), Reader: f})
		}
	}
	if len(sources) == 0 && !isTerminal(in) {
		sources = []script.Source{{Name: "stdin", Reader: in}}
	}
	return sources, closeAll, nil
}

// isCommand reports whether the command line is one command, which a person may have
// typed.
func (f *flags) isCommand() bool { return len(f.scripts) == 1 && f.scripts[0].words }

// readsInput reports whether commands come from standard input.
func (f *flags) readsInput() bool {
	if len(f.scripts) == 0 && len(f.check) == 0 {
		return true
	}
	for _, s := range f.scripts {
		if s.file == "-" {
			return true
		}
	}
	return false
}
