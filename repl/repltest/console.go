package repltest

import (
	"context"
	"io"

	"etcd2sh/client/tree"
	"etcd2sh/history"
	"etcd2sh/repl/eval"
)

// SetStdin has a session read standard input from r.
func SetStdin(s *eval.Session, r io.Reader) {
	h := s.Host()
	h.Stdin = r
	s.SetHost(h)
}

// SetHome gives a session's user a home directory.
func SetHome(s *eval.Session, dir string) {
	h := s.Host()
	h.Home = dir
	s.SetHost(h)
}

// SetPath gives a session the directories in which programs are looked for.
func SetPath(s *eval.Session, path string) {
	h := s.Host()
	h.Path = path
	s.SetHost(h)
}

// SetHistory gives a session what was typed before.
func SetHistory(s *eval.Session, past *history.History) {
	h := s.Host()
	h.History = past
	s.SetHost(h)
}

// ForbidPrograms turns off every way in which a session starts a program.
func ForbidPrograms(s *eval.Session) {
	h := s.Host()
	h.NoExec = true
	s.SetHost(h)
}

// SetEditor gives a session an editor, which is called with the path of the
// file to edit.
func SetEditor(s *eval.Session, edit func(ctx context.Context, path string) error) {
	c := s.Console()
	c.Editor = edit
	s.SetConsole(c)
}

// SetTour gives a session the tour of a sandbox's prompt.
func SetTour(s *eval.Session, lead func(stop bool) error) {
	c := s.Console()
	c.Tour = lead
	s.SetConsole(c)
}

// SetCourse gives a session the lessons of a program.
func SetCourse(s *eval.Session, c eval.Course) {
	h := s.Host()
	h.Course = c
	s.SetHost(h)
}

// OnNote has f called with each remark about the running command; by several
// goroutines, when the command has several.
func OnNote(s *eval.Session, f func(text string)) {
	c := s.Console()
	c.Note = f
	s.SetConsole(c)
}

// OnTell has f called with each remark that was asked for.
func OnTell(s *eval.Session, f func(text string)) {
	c := s.Console()
	c.Tell = f
	s.SetConsole(c)
}

// OnProgress has long work tell the progress that begin gives for it; nil: tell
// nobody.
func OnProgress(s *eval.Session, begin func(title string, total int) tree.Progress) {
	c := s.Console()
	c.Progress = begin
	s.SetConsole(c)
}
