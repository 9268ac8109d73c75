// Package program is what the two programs share: it turns flags, environment
// and streams into a shell and runs it. Start with [Program.Run], which sees of
// the process only what [IO] gives it, so that a test can run a whole program;
// [Program.Main] gives it this process's. It never links etcd's server: what
// starts one is handed over in [Program.Start].
package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"

	"github.com/spf13/pflag"
	"golang.org/x/term"
)

const defaultEndpoint = client.DefaultEndpoint

// Program is one of the two programs.
type Program struct {
	Name  string
	About string // what --help says first
	// Flags adds flags of the program's own; or nil.
	Flags func(*pflag.FlagSet)
	// Start brings up a cluster of the program's own. nil means that the
	// endpoints come from the command line.
	Start func(context.Context) (Server, error)
	// Serve reports whether to wait with the server running, instead of
	// reading commands; or nil.
	Serve func() bool
}

// Server is a cluster that a program started.
type Server interface {
	Endpoints() []string
	Close() error
}

// IO is what a run of a program sees of the world.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string // os.Getenv, for one
	// Proxy names the proxy for a request, as http.ProxyFromEnvironment does;
	// nil means none.
	Proxy func(*http.Request) (*url.URL, error)
	// Interrupt gives a context that ends with Ctrl-C; nil means that there is
	// none.
	Interrupt func(context.Context) (context.Context, context.CancelFunc)
}

// StatusPipe is the exit status when nobody reads the results any more.
const StatusPipe = 141

// Run runs the program and gives its exit status.
func (p *Program) Run(ctx context.Context, args []string, w IO) int {
	f, err := p.parseFlags(args, w.Env)
	if err != nil {
		return w.fail(err, render.EDN)
	}
	switch {
	case f.help:
		return w.say("%s\n\n%s\nExit status: 0 worked, 1 refused, 2 usage, 3 unreachable, 4 key not found,\n5 compare failed or key exists, 6 outcome unknown, 7 forbidden, 130 interrupted.\n",
			p.About, f.set.FlagUsagesWrapped(80))
	case f.version:
		return w.say("%s %s\n", p.Name, version())
	}
	return w.status(p.run(ctx, f, w))
}

// say prints what was asked for, and gives the exit status.
func (w IO) say(format string, args ...any) int {
	if _, err := fmt.Fprintf(w.Out, format, args...); err != nil {
		return w.status(&repl.OutputError{Err: err})
	}
	return lang.StatusOK
}

// status is the exit status for an error. Of all errors an *repl.OutputError
// alone has not been printed.
func (w IO) status(err error) int {
	switch output := (*repl.OutputError)(nil); {
	case errors.As(err, &output) && isClosedPipe(output):
		return StatusPipe
	case errors.As(err, &output):
		return w.fail(err, render.EDN)
	}
	return eval.Status(err)
}

// run does what is left when the flags are understood. Every error but an
// *repl.OutputError has been printed.
func (p *Program) run(ctx context.Context, f *flags, w IO) error {
	format, timeout, err := f.settings()
	if err != nil {
		err = usageError(p.Name, err)
		w.fail(err, format)
		return err
	}
	sources, closeAll, err := f.sources(ctx, w.In)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			err = usageError(p.Name, err)
		}
		w.fail(err, format)
		return err
	}
	defer closeAll()
	serves := p.Serve != nil && p.Serve()
	if len(f.scripts) > 0 && serves {
		err = usageError(p.Name, errors.New("--serve runs no commands; leave out -c and -f, or --serve"))
		w.fail(err, format)
		return err
	}
	if p.Start != nil && (serves || len(sources) > 0) {
		// A Ctrl-C between the start and what follows it must not be lost. A
		// prompt heeds it command by command.
		var stop context.CancelFunc
		ctx, stop = w.interruptible(ctx)
		defer stop()
	}
	if p.Start != nil && len(f.check) == 0 {
		server, err := p.start(ctx, w)
		if err != nil {
			if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
				err = usageError(p.Name, err) // of the flags that say what to start
			}
			w.fail(err, format)
			return err
		}
		defer p.stop(server, w)
		f.endpoints = server.Endpoints()
	}
	if serves {
		return serve(ctx, f.endpoints, w)
	}
	session, err := eval.NewSession(command.Table(),
		client.Config{Endpoints: f.endpoints, Timeout: timeout, Transport: &client.Transport{Proxy: w.Proxy}},
		f.startSettings(format, len(sources) == 0, w))
	if err != nil {
		err = usageError(p.Name, err)
		w.fail(err, format)
		return err
	}
	defer session.Close()
	session.Home = w.Env("HOME")
	sh := &repl.Shell{
		Session: session, KeepGoing: f.keepGoing, Echo: f.echo, Interrupt: w.Interrupt,
		Out: w.stream(w.Out, f.color), Err: w.stream(w.Err, f.color), Jobs: f.jobs,
	}
	session.NoExec = f.noExec
	session.SetArgs(f.args)
	if len(f.check) > 0 {
		return sh.Check(ctx, sources)
	}
	if len(sources) == 0 {
		return p.prompt(ctx, f, sh, w)
	}
	if !f.readsInput() {
		session.Stdin = w.In
	}
	return sh.Script(ctx, sources)
}

// startSettings are the settings before any configuration file.
func (f *flags) startSettings(format render.Format, atPrompt bool, w IO) eval.Settings {
	set := eval.DefaultSettings()
	set.Output, set.Meta = format, atPrompt
	if atPrompt {
		set.Pager = w.pager()
	}
	return set
}

// sources opens the scripts, all of them before the first runs. None means
// that a person is typing.
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
		switch s.file {
		case "":
			sources = append(sources, script.Source{Name: "-c", Reader: strings.NewReader(s.command)})
		case "-":
			if slices.ContainsFunc(sources, func(s script.Source) bool { return s.Reader == in }) {
				closeAll()
				return nil, nil, errors.New("-f - is given twice, but standard input can be read only once")
			}
			sources = append(sources, script.Source{Name: "stdin", Reader: in})
		default:
			file, err := script.OpenFile(ctx, s.file)
			if err != nil {
				closeAll()
				return nil, nil, err
			}
			files = append(files, file)
			sources = append(sources, script.Source{Name: file.Name(), Reader: file})
		}
	}
	if len(sources) == 0 && !isTerminal(in) {
		sources = []script.Source{{Name: "stdin", Reader: in}}
	}
	return sources, closeAll, nil
}

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

// greet tells a person what is at the other end.
func (p *Program) greet(ctx context.Context, sh *repl.Shell, w IO) {
	ctx, stop := w.interruptible(ctx)
	defer stop()
	found, err := sh.Session.Found(ctx)
	if err != nil {
		w.fail(err, sh.Session.Settings().Output)
	} else {
		fmt.Fprintf(w.Err, "%s: %s\n", p.Name, render.Escape(found))
	}
	fmt.Fprintln(w.Err, "help lists the commands, Ctrl-D leaves.")
}

// start brings the program's own server up, unless it is interrupted.
func (p *Program) start(ctx context.Context, w IO) (Server, error) {
	ctx, stop := w.interruptible(ctx)
	defer stop()
	server, err := p.Start(ctx)
	if err == nil && ctx.Err() != nil {
		p.stop(server, w)
		return nil, ctx.Err() // it came at the last moment
	}
	return server, err
}

// interruptible gives a context that Ctrl-C ends too.
func (w IO) interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	if w.Interrupt == nil {
		return context.WithCancel(ctx)
	}
	return w.Interrupt(ctx)
}

// serve prints the addresses and waits until ctx ends.
func serve(ctx context.Context, endpoints []string, w IO) error {
	if _, err := fmt.Fprintln(w.Out, strings.Join(endpoints, ",")); err != nil {
		return &repl.OutputError{Err: err}
	}
	<-ctx.Done()
	return nil
}

// stop ends the program's own server.
func (p *Program) stop(server Server, w IO) {
	if err := server.Close(); err != nil {
		w.fail(err, render.EDN)
	}
}

// fail prints an error and gives its exit status.
func (w IO) fail(err error, format render.Format) int {
	style := render.Style{Format: format, Terminal: isTerminal(w.Err)}
	style.Error(w.Err, eval.ErrorData(err)) // if standard error is gone, there is nowhere to say so
	return eval.Status(err)
}

// stream describes an output.
func (w IO) stream(out io.Writer, color string) repl.Stream {
	s := repl.Stream{Writer: out, Terminal: isTerminal(out)}
	if f, ok := out.(*os.File); ok && s.Terminal {
		s.Width = func() int {
			if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
				return width
			}
			return 80
		}
		s.Height = func() int {
			if _, height, err := term.GetSize(int(f.Fd())); err == nil && height > 0 {
				return height
			}
			return 24
		}
	}
	s.Color = color == "always" || color == "auto" && s.Terminal && w.Env("NO_COLOR") == "" && w.Env("TERM") != "dumb"
	return s
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
