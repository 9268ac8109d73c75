package eval

import "etcd2sh/client/tree"

// progress begins to show long work, if anybody is there to see it.
func (s *Session) ShowProgress(title string, total int) tree.Progress {
	if s.Progress == nil {
		return unseen{}
	}
	return s.Progress(title, total)
}

type unseen struct{}

func (unseen) Add(int) {}

func (unseen) Done() {}

// lend runs a program that has the terminal.
func (s *Session) LendTerminal(program func() error) error {
	if s.Lend == nil {
		return program()
	}
	return s.Lend(program)
}

// note passes a remark on, if anybody listens.
func (s *Session) Remark(text string) {
	if s.Note != nil {
		s.Note(text)
	}
}

// Draft gives the lines before the one that is being typed, "" for the first
// line of a command. It is for whoever helps while ReadLine waits.
func (s *Session) Draft() string { return s.Typed }
