//go:build unix

// Package terminal reads lines that a person types: with emacs or vi keys,
// history, completion, colours and hints. Start with [New].
//
// The library behind it, readline, decodes the keys and edits the line. What
// is on the screen is drawn here, because the library neither knows how wide
// characters are nor survives every list of candidates.
//
// The package runs no command, asks no server and keeps no file: what it knows
// of a line the functions of its [Config] tell.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"etcd2sh/repl/assist"

	"github.com/chzyer/readline"
)

// ErrInterrupt is the error of ReadLine when Ctrl-C dropped the line.
var ErrInterrupt = errors.New("interrupted")

// Config says where an Editor reads and draws and what it asks while a line
// is typed. Its functions are called from goroutines of the editor while
// ReadLine runs; nil ones are not asked.
type Config struct {
	In   *os.File // the terminal, for its keys
	Out  *os.File // the terminal, for prompt and line
	Vi   bool     // vi keys, not emacs keys
	Dumb bool     // the terminal knows no escape codes (TERM=dumb): one row, no colours, no hints

	// Shown is called when a line is shown for the first time, before its keys are
	// read. The line waits for it.
	Shown func()
	// Highlight gives the parts of a line that have a colour, in order.
	Highlight func(line string) []assist.Part
	// Color gives what is sent before and after a part; nil is Palette.
	Color func(assist.Class) (before, after string)
	// Suggest gives how a line whose end the cursor is at may go on, or "". It is
	// shown faint behind the line until it is taken.
	Suggest func(line string) string
	// Hint is shown there when nothing is suggested.
	Hint func(line string) string
	// Complete completes the word at pos, in bytes. After 200 ms its context
	// ends, and an answer later than that is dropped.
	Complete func(ctx context.Context, line string, pos int) assist.Completion
	// Suspend stops what Ctrl-Z would not stop by itself, the programs in process
	// groups of their own, and gives what lets them go on; nil: there are none.
	Suspend func() (resume func())
	// LastWord gives what Alt-. takes from a command of the history; "" is nothing.
	LastWord func(command string) string
	// Reopen gives the lines of the command before the one that is typed, how many
	// they were, and the prompt of the first, for all of them to be edited as one
	// text; "" when there are none.
	Reopen func() (prompt, text string, lines int)
	// Edit has a person edit a text in a program, which may use the terminal, and
	// gives what became of it.
	Edit func(text string) string
}

// Editor reads lines. Of ReadLine, Ask, AskSecret, Offer and Left no two must run at a time;
// its other methods may be called at any time.
type Editor struct {
	in     *input
	screen *screen
	keys   *keys
	modes  *modes
	ctrlZ  *suspension
	edit   func(text string) string

	entered entered

	mu     sync.Mutex
	rl     *readline.Instance // nil until the first line is read
	closed bool
}

// New makes an Editor; the terminal is not touched before the first ReadLine.
// It fails when In is no terminal: the library must not see piped input.
func New(c Config) (*Editor, error) {
	if c.In == nil || !readline.IsTerminal(int(c.In.Fd())) {
		return nil, errors.New("standard input is no terminal")
	}
	if c.Color == nil {
		c.Color = Palette
	}
	in, err := newInput(c.In)
	if err != nil {
		return nil, err
	}
	s := &screen{out: c.Out, dumb: c.Dumb, highlight: c.Highlight, color: c.Color, hinter: c.Hint, suggester: c.Suggest, behind: in.behind.Load}
	k := &keys{in: in, screen: s, history: &history{}, completer: c.Complete, wordOf: c.LastWord, reopen: c.Reopen, shown: c.Shown}
	k.vi.Store(c.Vi)
	m := &modes{fd: in.fd}
	z := &suspension{screen: s, modes: m, programs: c.Suspend}
	k.suspend = z.press
	return &Editor{in: in, screen: s, keys: k, modes: m, ctrlZ: z, edit: c.Edit}, nil
}

// SetHistory sets what gives the commands that Up and the search find, oldest first.
// It is called once, when the first of them is wanted, by a goroutine of the editor's;
// what it gives must not change after that. A command may have several lines.
func (e *Editor) SetHistory(commands func() []string) { e.keys.history.set(commands) }

// SetVi turns vi keys on or off, from the next key on.
func (e *Editor) SetVi(on bool) { e.keys.vi.Store(on) }

// Writer is for what background work has to say: while a line is typed, each
// write stands on lines of its own above it.
func (e *Editor) Writer() io.Writer { return e.screen }

// Ask reads the answer to a question. It is ReadLine without what helps with a
// command: history, search, completion, hints and colours. What was typed or
// pasted before the question could be seen is no answer: it is dropped.
func (e *Editor) Ask(ctx context.Context, question string) (string, error) {
	if _, err := e.begin(); err != nil {
		return "", err
	}
	if err := e.modes.ahead(); err != nil { // Ctrl-C still is a signal
		return "", err
	}
	e.in.drop(ctx)
	end, err := e.read(ctx, question, "", true)
	return end.text, err
}

// read reads a line that begins with a draft.
func (e *Editor) read(ctx context.Context, prompt, draft string, question bool) (ending, error) {
	if err := ctx.Err(); err != nil {
		return ending{}, err
	}
	rl, err := e.begin()
	if err != nil {
		return ending{}, err
	}
	e.keys.draft, e.keys.end = draft, ending{}
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	go e.screen.follow(resized)
	e.screen.start(prompt, question)
	err = e.await(ctx, rl, draft)
	signal.Stop(resized)
	close(resized)
	if drawn := e.screen.stop(); err == nil {
		err = drawn
	}
	leave := e.modes.ahead
	if errors.Is(err, io.EOF) && !question { // Ctrl-D at a question ends nothing
		leave = e.modes.restore
	}
	if left := leave(); err == nil {
		err = left
	}
	if err != nil {
		return ending{}, err
	}
	return e.keys.end, nil
}

// begin makes the terminal raw, and the library when it is not there yet.
func (e *Editor) begin() (*readline.Instance, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.keys.ended.Load() {
		return nil, io.EOF
	}
	if e.rl == nil {
		rl, err := readline.NewEx(e.config())
		if err != nil {
			return nil, fmt.Errorf("line editor: %w", err)
		}
		e.rl, e.keys.rl = rl, rl
		e.ctrlZ.begin()
	}
	return e.rl, e.modes.raw()
}

// config makes the library edit only: it does not draw where it is told that
// there is no terminal. Vi mode is always on, because it lets an escape
// through; keys decides what that means.
func (e *Editor) config() *readline.Config {
	none := func() error { return nil }
	return &readline.Config{
		Stdin: e.in, Stdout: io.Discard, Stderr: io.Discard,
		HistoryLimit: -1, DisableAutoSaveHistory: true,
		VimMode: true, Listener: e.keys,
		FuncFilterInputRune: func(r rune) (rune, bool) { return e.keys.filter(r), true },
		FuncGetWidth:        func() int { return 80 },
		FuncIsTerminal:      func() bool { return false },
		FuncMakeRaw:         none, FuncExitRaw: none,
		FuncOnWidthChanged: func(func()) {},
	}
}

// await waits for the end of the line, and interrupts the library when ctx ends.
func (e *Editor) await(ctx context.Context, rl *readline.Instance, draft string) error {
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		e.in.interrupt()
		close(interrupted)
	})
	e.ctrlZ.reading.Store(true)
	_, err := rl.ReadlineWithDefault(draft)
	e.ctrlZ.reading.Store(false)
	if !stop() {
		<-interrupted
		e.in.clearInterrupt()
	}
	switch {
	case e.keys.ended.Load():
		return io.EOF
	case errors.Is(err, readline.ErrInterrupt) && ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, readline.ErrInterrupt):
		return ErrInterrupt
	}
	return err
}

// AnyKey calls pressed when a key is pressed, which then begins the next line, and
// gives a function that ends the watch for it. That function must be called before
// the next ReadLine. What was typed before does not count, and begins the next
// line too. Enter, Ctrl-D and Escape, which would end a line and not begin one, are
// gone.
func (e *Editor) AnyKey(pressed func()) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	watching := make(chan struct{})
	before := e.in.ahead()
	e.ctrlZ.reading.Store(true)
	go func() {
		defer close(watching)
		defer e.ctrlZ.reading.Store(false)
		if e.in.pressed(ctx, before) {
			pressed()
		}
	}()
	return func() {
		cancel()
		e.in.wakeReader()
		<-watching
	}
}

// Lend runs a program that has the terminal as it was before the first line.
// It must not run while ReadLine does.
func (e *Editor) Lend(program func() error) error {
	if err := e.modes.lend(); err != nil {
		return err
	}
	e.screen.lend()
	err := program()
	return errors.Join(err, e.modes.ahead(), e.screen.back())
}

// Close ends a ReadLine that waits and gives the terminal back. It never
// hangs, and may be called twice.
func (e *Editor) Close() error {
	e.mu.Lock()
	rl, again := e.rl, e.closed
	e.closed = true
	e.mu.Unlock()
	if again {
		return nil
	}
	e.in.close()
	e.ctrlZ.end()
	if rl != nil {
		done := make(chan error, 1)
		go func() { done <- rl.Close() }()
		select {
		case <-done: // the library closes no more than its own pipe
		case <-time.After(time.Second): // a Complete that does not listen holds it up
		}
	}
	return errors.Join(e.screen.stop(), e.modes.restore())
}
