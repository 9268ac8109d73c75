package program

import (
	"context"
	"io"
	"path/filepath"
	"time"

	"etcd2sh/history"
	"etcd2sh/repl"
	"etcd2sh/repl/eval"
)

// prompt runs a shell at a terminal: with the user's settings, a history and a
// line editor.
func (p *Program) prompt(ctx context.Context, f *flags, sh *repl.Shell, w IO) error {
	s := sh.Session
	host := s.Host()
	if !f.noRC {
		rc := rcPath(w.Env)
		if err := rc.read(s.Configure); err != nil {
			w.warn("the configuration file: %v", err)
		}
		host.SaveSettings = rc.write
	}
	if err := f.override(s); err != nil {
		return err
	}
	sh.Editor, sh.Tour = w.editFile, p.Tour
	if f.yes {
		sh.Yes = true
	}
	in, closeInput, err := w.input(sh, f)
	if err != nil {
		return w.fail(err, s.Settings().Output)
	}
	defer closeInput()
	past := w.openHistory(f, sh.Behind)
	host.History = past
	s.SetHost(host)
	sh.Remember = w.remember(past, s)
	p.greet(ctx, sh, w)
	err = sh.Prompt(ctx, in)
	if err := past.Flush(); err != nil {
		w.warn("%v", err)
	}
	return err
}

// override lets flags win over the configuration file.
func (f *flags) override(s *eval.Session) error {
	for _, name := range []string{"output", "timeout"} {
		if flag := f.set.Lookup(name); flag.Changed {
			if err := s.Configure(name, flag.Value.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// openHistory opens the history file, or keeps one in memory. What is wrong with it is
// told. Where that can be told above the line that is typed, it is opened behind
// the first prompt.
func (w IO) openHistory(f *flags, above io.Writer) *history.History {
	path := history.Path(w.Env)
	if f.noHistory {
		path = ""
	}
	if above != nil {
		w.Err = above
		return history.Later(path, 0, func(err error) { w.warn("%v", err) })
	}
	past, err := history.Open(path, 0)
	if err != nil {
		w.warn("%v", err)
	}
	return past
}

// lessonsFile is where a prompt keeps which steps of lessons are done, beside the
// history; "" where nothing is kept.
func (f *flags) lessonsFile(w IO, atPrompt bool) string {
	path := history.Path(w.Env)
	if path == "" || f.noHistory || !atPrompt {
		return ""
	}
	return filepath.Join(filepath.Dir(path), "lessons")
}

// remember keeps commands; the first that cannot be written is told about.
func (w IO) remember(past *history.History, s *eval.Session) func(string, bool) {
	return func(command string, secret bool) {
		e := history.Entry{Time: time.Now(), Endpoint: s.Endpoint(), Command: command}
		if secret {
			past.Keep(e)
			return
		}
		if err := past.Add(e); err != nil {
			w.warn("%v", err)
		}
	}
}
