package repl

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
)

// Shell is the loop: it reads commands, has the session evaluate them, and
// prints what they give. Results go to Out; prompts, the echo, errors and
// remarks to Err.
type Shell struct {
	Session   *eval.Session
	Out, Err  Stream
	KeepGoing bool // a script goes on after an error
	Echo      bool // a script's commands are printed before their results
	// Jobs is how many commands of a script may be in flight at once, up to
	// MaxJobs; 0 and 1 are one after another. The results come in the script's
	// order, and are what one after another would have given: commands whose
	// keys are the same, or one above the other, keep their order, and what is
	// not about one key runs alone.
	Jobs int
	// Ahead is how many reads of a script may be unanswered at once, where commands run
	// one after another; 0 and 1 are one request at a time. Plain reads of one key go
	// out before their turn, behind another or behind one write, where the script's
	// lines with them have been read already. The results are the same. A script that
	// ends at an error has then sent reads whose answers nobody sees.
	Ahead int
	// Interrupt gives a context that ends when the user interrupts what it is
	// used for, and a function that ends the watch for that; nil means that
	// nobody can.
	Interrupt func(context.Context) (context.Context, context.CancelFunc)
	// Heed is called before the first command that is more than a plain read: from
	// then on the process heeds its signals; nil means that it does.
	Heed func()
	// Remember takes each command typed at the prompt; secret says that it
	// must not reach a disk. nil forgets.
	Remember func(command string, secret bool)
	Yes      bool // nobody is asked before much is deleted
	// Behind is where commands that run behind the prompt show their results;
	// nil: none can.
	Behind io.Writer
	// Editor lets a person edit the file at path; nil where nobody can.
	Editor func(ctx context.Context, path string) error
	// AskSecret asks a person for a password, which is neither shown nor kept; nil where
	// nobody is asked. A prompt asks where it reads.
	AskSecret func(ctx context.Context, question string) (string, error)
	// Lend runs a program that a person uses with the terminal as such a program
	// expects it; nil where it is so anyway.
	Lend func(program func() error) error
	// AnyKey calls pressed when a key is pressed, and gives a function that ends the
	// watch for that; nil means that no key ends anything.
	AnyKey func(pressed func()) (stop func())
	// Left takes back what was entered together with the line that was read last,
	// and keeps it where a person finds it; nil where each line is entered alone.
	Left func() string
	// Offer has the next line begin with a text, unless one was entered before it,
	// and reports whether it does; nil where that cannot be.
	Offer func(text string) bool
	// Tour is the script that tour leads through at a prompt. It changes and deletes
	// what it finds; "" where that is not the tour's own.
	Tour string

	out    *buffered
	noting sync.Mutex
	notes  []string // remarks on the running command, printed after its result
	failed bool     // the last command typed at the prompt failed
	secret bool     // what comes of the command that runs must not reach a disk

	bar         atomic.Pointer[render.Progress] // the last; nil before it
	waits       waits
	warning     render.Style // of remarks that come at any time
	interactive bool         // commands are typed by a person
	question    sync.Mutex   // one is asked at a time
	tour        tour
	draft       []byte        // the lines before the one that is typed
	lines       int           // how many these are
	took        time.Duration // how long the command took to evaluate
	asking      time.Duration // and how much of it was waiting for a person
}

// start readies the output. The session's console is set once, when it is known
// whether a person types.
func (sh *Shell) start() {
	sh.out = newBuffered(sh.Out.Writer)
	sh.warning = sh.Err.style(sh.Session.Settings())
}

// console is what commands tell and may use.
func (sh *Shell) console() eval.Console {
	c := eval.Console{
		Stderr: sh.Err.Writer, Tell: sh.note, Warn: sh.warn, Echo: sh.echo, Exchange: sh.exchange, Recalled: sh.recalled,
		Editor: sh.Editor, Wait: sh.wait, AskSecret: sh.AskSecret, Heed: sh.Heed,
	}
	if lend := sh.Lend; lend != nil {
		c.Lend = func(program func() error) error {
			return sh.waits.without(func() error { return lend(program) })
		}
	}
	if sh.Out.Terminal {
		c.Terminal = sh.Out.Writer
	}
	if sh.Err.Terminal {
		c.Note = sh.note
	}
	if sh.Err.Terminal && sh.Jobs <= 1 {
		c.Progress = func(title string, total int) tree.Progress {
			sh.flush()
			bar := render.NewProgress(sh.Err.Writer, sh.Err.width, title, total)
			sh.bar.Store(bar)
			return bar
		}
	}
	return c
}

func (sh *Shell) interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	if sh.Interrupt == nil {
		return context.WithCancel(ctx)
	}
	return sh.Interrupt(ctx)
}
