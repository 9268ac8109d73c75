package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"etcd2sh/history"
	"etcd2sh/render"
	"etcd2sh/repl"
	"etcd2sh/repl/assist"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/terminal"
)

// prompt is what a person gets: settings of their own, a history, a line
// editor.
func (p *Program) prompt(ctx context.Context, f *flags, sh *repl.Shell, w IO) error {
	s := sh.Session
	s.Editor = w.editFile
	if !f.noRC {
		rc := rcPath(w.Env)
		if err := rc.read(s.Configure); err != nil {
			w.warn("the configuration file: %v", err)
		}
		s.SaveSettings = rc.write
	}
	if err := f.override(s); err != nil {
		return err
	}
	past, err := w.openHistory(f)
	if err != nil {
		w.warn("%v", err)
	}
	s.History = past
	if f.yes {
		sh.Yes = true
	}
	in, closeInput, err := w.input(sh, f)
	if err != nil {
		w.fail(err, s.Settings().Output)
		return err
	}
	defer closeInput()
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

// openHistory opens the history file, or keeps one in memory.
func (w IO) openHistory(f *flags) (*history.History, error) {
	path := history.Path(w.Env)
	if f.noHistory {
		path = ""
	}
	return history.Open(path, 0)
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

// input is the line editor, or plain lines where it cannot work.
func (w IO) input(sh *repl.Shell, f *flags) (script.Input, func(), error) {
	s := sh.Session
	in, ok := w.In.(*os.File)
	out := terminalOf(w.Out, w.Err)
	if !ok || out == nil {
		return script.NewPlainInput(w.In, w.Err), func() {}, nil
	}
	colours := w.stream(out, f.color).Color
	a := assistant{assist.NewAssistant(s)}
	c := terminal.Config{
		In: in, Out: out, Vi: s.Settings().EditMode == "vi", Dumb: w.Env("TERM") == "dumb",
		Hint: a.hint, Complete: a.complete,
	}
	if colours {
		c.Highlight = a.highlight
	}
	editor, err := terminal.New(c)
	if err != nil {
		return nil, nil, err
	}
	s.Lend = editor.Lend
	sh.Behind, sh.AnyKey = editor.Writer(), editor.AnyKey
	e := &editing{editor, s}
	return e, func() { editor.Close() }, nil // nothing is left to do when the terminal is gone
}

// assistant helps with the line that is being typed, which may be a later one
// of its command.
type assistant struct{ *assist.Assistant }

func (a assistant) highlight(line string) []assist.Part {
	draft := a.Draft()
	var parts []assist.Part
	for _, p := range a.Highlight(draft + line) {
		if p.To > len(draft) {
			parts = append(parts, assist.Part{From: max(0, p.From-len(draft)), To: p.To - len(draft), Class: p.Class})
		}
	}
	return parts
}

// hint is the session's, with a space between it and the line.
func (a assistant) hint(line string) string {
	h := a.TypingHint(a.Draft() + line)
	if h == "" || strings.HasSuffix(line, " ") {
		return h
	}
	return " " + h
}

// complete is the session's; a word that began on an earlier line is left alone.
func (a assistant) complete(ctx context.Context, line string, pos int) assist.Completion {
	draft := a.Draft()
	c := a.Complete(ctx, draft+line, len(draft)+pos)
	if c.From < len(draft) {
		return assist.Completion{}
	}
	c.From -= len(draft)
	return c
}

// terminalOf gives the first stream that is a terminal: prompt and line are
// drawn there.
func terminalOf(streams ...any) *os.File {
	for _, s := range streams {
		if isTerminal(s) {
			return s.(*os.File)
		}
	}
	return nil
}

// editing is the editor as the loop sees it: each line begins with the
// settings and the history as they are then.
type editing struct {
	*terminal.Editor
	session *eval.Session
}

func (e *editing) ReadLine(ctx context.Context, prompt string) (string, error) {
	e.SetVi(e.session.Settings().EditMode == "vi")
	var commands []string
	for _, entry := range e.session.History.Entries() {
		commands = append(commands, entry.Command)
	}
	e.SetHistory(commands)
	return typed(e.Editor.ReadLine(ctx, prompt))
}

func (e *editing) Ask(ctx context.Context, question string) (string, error) {
	return typed(e.Editor.Ask(ctx, question))
}

// typed gives a line with the error that the loop knows.
func typed(line string, err error) (string, error) {
	if errors.Is(err, terminal.ErrInterrupt) {
		return "", script.ErrInterrupt
	}
	return line, err
}

// editFile lets a person edit a file with the program they chose.
func (w IO) editFile(_ context.Context, path string) error {
	program := cmp.Or(strings.TrimSpace(w.Env("VISUAL")), strings.TrimSpace(w.Env("EDITOR")), "vi")
	cmd := exec.Command("sh", "-c", program+` "$1"`, "sh", path) // what Ctrl-C means in it is its own affair
	cmd.Stdin, cmd.Stdout, cmd.Stderr = w.In, w.Out, w.Err
	if screen := terminalOf(w.Out, w.Err); screen != nil {
		cmd.Stdout = screen
	}
	return cmd.Run()
}

// pager is the program for long results: the person's own, or less.
func (w IO) pager() string {
	pager := w.Env("PAGER")
	if w.Env("TERM") == "dumb" {
		return ""
	}
	if pager != "" && (pager != "less" || w.Env("LESS") != "") {
		return pager // less alone would show the colours as codes
	}
	if _, err := exec.LookPath("less"); err == nil {
		return "less -R"
	}
	return ""
}

// warn tells a person what went wrong without ending anything.
func (w IO) warn(format string, args ...any) {
	for line := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintf(w.Err, "; %s\n", render.Escape(line))
	}
}
