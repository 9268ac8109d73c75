package eval

import (
	"context"
	"io"

	"etcd2sh/client/tree"
	"etcd2sh/history"
	"etcd2sh/repl/lang/script"
)

// Host is what the program lends a session for as long as it lasts. The zero
// Host lends nothing.
type Host struct {
	// Stdin is read by --file -. nil when commands themselves come from there.
	Stdin io.Reader
	// Home is the user's home directory, which ~/ at the beginning of a path
	// stands for.
	Home string
	// Path is where programs are looked for: directories with colons between them.
	Path string
	// NoExec turns off every way to start a program.
	NoExec bool
	// History is what was typed at prompts; nil when there is none.
	History *history.History
	// Sandbox is the cluster that the program started; nil for any other.
	Sandbox Sandbox
	// Course is the lessons of the program; nil where there are none.
	Course Course
	// Network reaches clusters, and Access says how that of the start was reached.
	Network Network
	Access  Access
	// SaveSettings keeps what `config NAME VALUE` changed; nil forgets it.
	SaveSettings func(changed map[string]string) error
}

// SetHost lends the session what the program has, before the first command.
func (s *Session) SetHost(h Host) { s.host, s.connection.files = h, h.Access.files() }

// Host gives what was lent.
func (s *Session) Host() Host { return s.host }

// Console is who listens while commands run, and the terminal if there is one.
// Every field may be nil: then nobody listens, or can be asked. What is told may
// come from several goroutines.
type Console struct {
	// Note takes a remark about the running command, for a person.
	Note func(text string)
	// Tell is Note for what was asked for, and is told in scripts too.
	Tell func(text string)
	// Warn tells at once, whatever is going on, of what is wrong without ending
	// anything.
	Warn func(text string)
	// Wait is told what a command waits for from now on; over tells that it does no
	// more. A person may end what waits: the command's context ends then.
	Wait func(what string) (over func())
	// Progress is told about long work; total may be -1, not known.
	Progress func(title string, total int) tree.Progress
	// Exchange shows an HTTP request that a command made, where they are traced.
	Exchange func(Exchange)
	// Echo shows a command that source runs.
	Echo func(*script.Lines)
	// Recalled shows a command of the history before it runs again.
	Recalled func(command string)
	// Confirm asks a person before much is deleted.
	Confirm func(ctx context.Context, question string) (bool, error)
	// AskSecret asks a person for a password, which is neither shown nor kept.
	AskSecret func(ctx context.Context, question string) (string, error)
	// Editor lets a person edit the file at path and returns when that is over.
	Editor func(ctx context.Context, path string) error
	// Lend runs a program that a person uses with the terminal as such a program
	// expects it.
	Lend func(program func() error) error
	// Tour begins the tour of a sandbox's prompt, goes on with it, or stops it.
	Tour func(stop bool) error
	// Stderr is where programs that commands start complain.
	Stderr io.Writer
	// Heed is called before each command that is more than a plain read.
	Heed func()
	// Terminal is where results go, when that is a terminal: a program at the
	// end of a command writes there itself.
	Terminal io.Writer
	// Behind is where what runs behind the prompt shows its results; without it
	// nothing can.
	Behind *Behind
}

// Behind is how a command that runs behind the prompt is heard.
type Behind struct {
	// Writer writes above the line that is typed.
	Writer io.Writer
	// Shows gives what shows a part of a job's result, or the error that ended
	// it, to several goroutines at once.
	Shows func() func(n int, v any, err error)
}

// SetConsole says who listens, before the first command.
func (s *Session) SetConsole(c Console) { s.console = c }

// Console gives who listens.
func (s *Session) Console() Console { return s.console }

// Note passes a remark on, if anybody listens.
func (s *Session) Note(text string) {
	if s.console.Note != nil {
		s.console.Note(text)
	}
}

// Hint passes on what might help a person after a result, if one reads that.
func (f *Frame) Hint(text string) {
	if !f.captured && !f.unattended {
		f.Note("hint: " + text)
	}
}

// Tell passes on what was asked for, if anybody listens.
func (s *Session) Tell(text string) {
	if s.console.Tell != nil {
		s.console.Tell(text)
	}
}

// Warn tells at once of what is wrong, if anybody listens.
func (s *Session) Warn(text string) {
	if s.console.Warn != nil {
		s.console.Warn(text)
	}
}

// ShowRecalled shows a command of the history before it runs again, if anybody
// listens.
func (s *Session) ShowRecalled(command string) {
	if s.console.Recalled != nil {
		s.console.Recalled(command)
	}
}

// Echo shows a command that source runs, if anybody wants to see it.
func (s *Session) Echo(c *script.Lines) {
	if s.console.Echo != nil {
		s.console.Echo(c)
	}
}

// Waits tells that a command waits from now on, and for what; over tells that it
// does no more. A command that waits without it cannot be ended with any key, and
// looks as if it hung.
func (f *Frame) Waits(what string) (over func()) {
	if f.console.Wait == nil || f.unattended {
		return func() {}
	}
	return f.console.Wait(what)
}

// Progress begins to show long work, if anybody is there to see it: the row of a prompt
// is not. total may be -1, not known.
func (f *Frame) Progress(title string, total int) tree.Progress {
	if f.console.Progress == nil || f.unattended {
		return unseen{}
	}
	return f.console.Progress(title, total)
}

// unseen is progress that nobody looks at.
type unseen struct{}

func (unseen) Add(int) {}

func (unseen) Done() {}

// Lend runs a program that has the terminal.
func (s *Session) Lend(program func() error) error {
	if s.console.Lend == nil {
		return program()
	}
	return s.console.Lend(program)
}
