package repltest

import (
	"context"
	"io"

	"etcd2sh/client/tree"
	"etcd2sh/history"
	"etcd2sh/repl/eval"
)

// SetStdin has a session read standard input from r.
func SetStdin(s *eval.Session, r io.Reader) { s.Stdin = r }

// SetHome gives a session's user a home directory.
func SetHome(s *eval.Session, dir string) { s.Home = dir }

// SetHistory gives a session what was typed before.
func SetHistory(s *eval.Session, h *history.History) { s.History = h }

// SetEditor gives a session an editor, which is called with the path of the
// file to edit.
func SetEditor(s *eval.Session, edit func(ctx context.Context, path string) error) { s.Editor = edit }

// SetLend has a session lend the terminal to the programs that it runs.
func SetLend(s *eval.Session, lend func(program func() error) error) { s.Lend = lend }

// OnNote has f called with each remark about the running command; by several
// goroutines, when the command has several.
func OnNote(s *eval.Session, f func(text string)) { s.Note = f }

// OnTell has f called with each remark that was asked for.
func OnTell(s *eval.Session, f func(text string)) { s.Tell = f }

// OnProgress has long work tell the progress that begin gives for it; nil: tell
// nobody.
func OnProgress(s *eval.Session, begin func(title string, total int) tree.Progress) {
	s.Progress = begin
}

// ForbidPrograms turns off every way in which a session starts a program.
func ForbidPrograms(s *eval.Session) { s.NoExec = true }
