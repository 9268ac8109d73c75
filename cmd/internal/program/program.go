// Package program is what the two programs share: it turns flags, environment
// and streams into a shell and runs it. Start with [Program.Run], which sees of
// the process only what [IO] gives it, so that a test can run a whole program;
// [Program.Main] gives it this process's. It never links etcd's server: what
// starts one is handed over in [Program.Start].
package program

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/lesson"

	"github.com/spf13/pflag"
)

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
	// Tour is the script that the command tour leads through, for a program with a
	// cluster of its own; "" where there is none.
	Tour string
	// Lesson starts the cluster of a lesson's step. nil means that there are no lessons.
	Lesson func(context.Context) (lesson.Cluster, error)
}

// IO is what a run of a program sees of the world.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string // os.Getenv, for one
	// Proxy names the proxy for a request, as http.ProxyFromEnvironment does;
	// nil means none.
	Proxy func(*http.Request) (*url.URL, error)
	// LookupSRV looks SRV records up, as [net.Resolver.LookupSRV] does; nil asks the
	// system's resolver.
	LookupSRV func(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	// Interrupt gives a context that ends with Ctrl-C, once that is heeded; nil means
	// that there is none.
	Interrupt func(context.Context) (context.Context, context.CancelFunc)
	// Heed has the process heed its signals from then on; nil means that it does.
	Heed func()
	// Suspend heeds Ctrl-Z from then on where no line editor does: programs stops the
	// programs in process groups of their own, and gives what lets them go on. nil
	// means that it is not heeded.
	Suspend func(programs func() (resume func()))

	color string // --color, for errors that no shell prints
}

// Run runs the program and gives its exit status.
func (p *Program) Run(ctx context.Context, args []string, w IO) int {
	if len(args) > 0 && args[0] == completeFlag {
		return p.complete(ctx, args[1:], w)
	}
	f, err := p.parseFlags(args, w.Env)
	w.color = f.color
	if err != nil {
		format, _ := render.ParseFormat(f.output) // edn where it is none, which is told when nothing else is wrong
		return eval.Status(w.fail(err, format))
	}
	switch {
	case f.help:
		return w.say("%s\n\n%s\nExit status: 0 worked, 1 refused, 2 usage, 3 unreachable, 4 key not found,\n5 compare failed or key exists, 6 outcome unknown, 7 forbidden, 130 interrupted.\n",
			p.About, f.usages())
	case f.set.Changed("completion"):
		script, err := p.completion(f.completion)
		if err != nil {
			return eval.Status(w.fail(usageError(p.Name, err), render.EDN))
		}
		return w.say("%s", script)
	case f.man:
		return w.say("%s", p.manual(f))
	case f.version:
		return w.say("%s %s\n", p.Name, version())
	}
	return w.status(p.run(ctx, f, w))
}

// run does what is left when the flags are understood. Every error but an
// *repl.OutputError has been printed.
func (p *Program) run(ctx context.Context, f *flags, w IO) error {
	format, timeout, err := f.settings()
	if err != nil {
		return w.fail(usageError(p.Name, err), format)
	}
	sources, closeAll, err := f.sources(ctx, w.In)
	if err != nil {
		return w.fail(p.unlessEnded(err), format)
	}
	defer closeAll()
	serves := p.Serve != nil && p.Serve()
	if len(f.scripts) > 0 && serves {
		return w.fail(usageError(p.Name, errors.New("--serve runs no commands; leave out -c and -f, or --serve")), format)
	}
	if p.Start != nil {
		w.heed()
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
			return w.fail(p.unlessEnded(err), format) // of the flags that say what to start
		}
		defer p.stop(server, w)
		f.endpoints, f.access.TLS.CA, f.access.User = server.Endpoints(), server.CA(), userOf(server)
		f.sandbox, _ = server.(eval.Sandbox)
	}
	if serves {
		return f.serve(ctx, w)
	}
	cluster, err := p.cluster(ctx, f, w)
	if err != nil {
		return w.fail(err, format)
	}
	cluster.Timeout = timeout
	session, err := eval.NewSession(f.table, cluster, f.startSettings(format, len(sources) == 0, w))
	if err != nil {
		return w.fail(usageError(p.Name, err), format)
	}
	defer session.Close()
	if fewer := eval.FewerJobs(session.Client(), f.jobs); fewer != "" {
		w.warn("%s", fewer)
	}
	return p.shell(ctx, f, session, sources, w)
}

// shell runs a shell on what the flags ask for: a check, a prompt or a script.
func (p *Program) shell(ctx context.Context, f *flags, session *eval.Session, sources []script.Source, w IO) error {
	host := eval.Host{Home: w.Env("HOME"), Path: w.Env("PATH"), NoExec: f.noExec, Sandbox: f.sandbox, Network: w.network(), Access: f.access}
	if !f.readsInput() {
		host.Stdin = w.In
	}
	if p.Lesson != nil {
		course := lesson.NewCourse(p.Lesson, f.table, f.lessonsFile(w, len(sources) == 0))
		defer p.stop(course, w)
		host.Course = course
	}
	session.SetHost(host)
	session.SetArgs(f.args)
	sh := &repl.Shell{
		Session: session, KeepGoing: f.keepGoing, Echo: f.echo, Interrupt: w.Interrupt,
		Out: w.stream(w.Out, f.color), Err: w.stream(w.Err, f.color), Jobs: f.jobs, Ahead: f.ahead,
	}
	switch {
	case len(f.check) > 0:
		w.heed()
		return sh.Check(ctx, sources)
	case len(sources) == 0:
		w.heed()
		return p.prompt(ctx, f, sh, w)
	}
	if f.isCommand() && w.canAsk() {
		sh.AskSecret = w.askSecret
	}
	sh.Heed = sync.OnceFunc(func() {
		w.heed()
		w.suspendable(session)
	})
	defer time.AfterFunc(unheeded, sh.Heed).Stop()
	return sh.Script(ctx, sources)
}

// unheeded is how long the signals of a script that only reads are not heeded: a get
// is over by then, and no person presses Ctrl-C so soon.
const unheeded = 10 * time.Millisecond

// unlessEnded makes a usage error of what is wrong with the flags' files and
// server, but not of a context that ended meanwhile.
func (p *Program) unlessEnded(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return usageError(p.Name, err)
}

// startSettings are the settings before any configuration file.
func (f *flags) startSettings(format render.Format, atPrompt bool, w IO) eval.Settings {
	set := eval.DefaultSettings()
	set.Output, set.Meta, set.Trace = format, atPrompt, f.debug
	if atPrompt {
		set.Pager = w.pager()
	}
	return set
}
