package program

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"

	"github.com/spf13/pflag"
)

// flags are the flags and arguments of a program.
type flags struct {
	set          *pflag.FlagSet
	table        *eval.Table // of the commands that an argument may name
	endpoints    []string
	access       eval.Access // how they are reached
	user         string      // NAME or NAME:PASSWORD of --user
	passwordFile string
	sandbox      eval.Sandbox // the cluster of the program's own; nil for none
	urls         []string     // of the arguments
	unclear      bool         // the first of them is none, but a part of one or a command misspelt
	scripts      []commands   // -c and -f in their order, then the command or the script of the arguments
	args         []string     // the arguments after that script
	check        []string     // the files to check
	jobs         int
	ahead        int
	noExec       bool
	output       string
	timeout      string
	totalTimeout string // which is checked, and has no effect
	debug        bool
	keepGoing    bool
	echo         bool
	color        string
	yes          bool
	noHistory    bool
	noRC         bool
	completion   string
	man          bool
	version      bool
	help         bool
}

// commands is one -c or -f.
type commands struct {
	command string // the text of -c
	file    string // the path of -f, or ""
	words   bool   // the command is the words of the command line
}

// parseFlags reads the command line, as far as it can: the flags are there with an
// error too. Its errors are usage errors.
func (p *Program) parseFlags(args []string, env func(string) string) (*flags, error) {
	f := p.newFlags()
	if err := f.parse(args); err != nil {
		return f, usageError(p.Name, withoutValue(err))
	}
	if err := f.addressed(p, env); err != nil {
		return f, usageError(p.Name, err)
	}
	if err := f.accessed(p, env); err != nil {
		return f, usageError(p.Name, err)
	}
	return f, nil
}

// newFlags declares the flags.
func (p *Program) newFlags() *flags {
	f := &flags{table: command.Table(), set: pflag.NewFlagSet(p.Name, pflag.ContinueOnError)}
	f.set.SetOutput(io.Discard)
	f.set.SortFlags = false
	if p.Start == nil {
		f.declareAccess()
	}
	f.set.VarP(scriptFlag{&f.scripts, false}, "command", "c", "run a `command`, then leave; may be repeated")
	f.set.VarP(scriptFlag{&f.scripts, true}, "file", "f", "run the commands of a `file`, - is standard input, then leave; may be repeated")
	f.set.StringVarP(&f.output, "output", "o", "edn", "`format` of the results: edn, json or simple")
	f.set.StringVar(&f.timeout, "timeout", "2s", "how long each request may wait for a sign of its answer: a `time` such as 2s or 500ms")
	f.set.IntVarP(&f.jobs, "jobs", "j", 1, "how many commands of a script may be in flight at once: a `number` up to 1024; the results are the same, and come in the same order")
	f.set.IntVar(&f.ahead, "ahead", repl.MaxAhead, "how many plain reads of a script may be sent before the answer to the first of them has come: a `number` up to 64; 1 sends each when it is its turn")
	f.set.StringArrayVar(&f.check, "check", nil, "read the commands of a `file` without running any, and print what is wrong; may be repeated")
	f.set.BoolVar(&f.noExec, "no-exec", false, "turn off every way to start a program: !, edit, the pager")
	f.set.BoolVarP(&f.keepGoing, "keep-going", "k", false, "go on after an error; the exit status is the first error's")
	f.set.BoolVar(&f.echo, "echo", false, "print each command before its result, as at a prompt")
	f.set.StringVar(&f.color, "color", "auto", "`when` to use colours: auto, always or never; NO_COLOR and TERM=dumb turn auto off")
	f.set.BoolVar(&f.yes, "yes", false, "answer yes to the questions that only a prompt asks")
	f.set.BoolVar(&f.noHistory, "no-history", false, "keep what is typed at the prompt in memory only")
	f.set.BoolVar(&f.noRC, "norc", false, "leave the configuration file alone")
	f.set.BoolVar(&f.debug, "debug", false, "show each HTTP request, as config trace on does")
	f.set.Bool("no-sync", false, "taken since etcdctl has it: no more than the URLs that are given is asked anyway")
	f.set.StringVar(&f.totalTimeout, "total-timeout", "", "a `time`, taken since etcdctl has it: each request has its own, which --timeout says")
	if p.Flags != nil {
		p.Flags(f.set)
	}
	f.set.StringVar(&f.completion, "completion", "", "print what makes a `shell` complete the words of this program, for bash, zsh or fish, then leave")
	f.set.BoolVar(&f.man, "man", false, "print the manual page, in roff, then leave")
	f.set.BoolVarP(&f.version, "version", "v", false, "print the version, then leave")
	f.set.BoolVarP(&f.help, "help", "h", false, "print this, then leave")
	return f
}

// addressed finds the endpoints: flag or argument, else the environment.
func (f *flags) addressed(p *Program, env func(string) string) error {
	urls := f.urls
	switch {
	case p.Start != nil && len(urls) > 0:
		return fmt.Errorf("%s takes no URL: it starts an etcd of its own (etcd2sh URL connects to another)", p.Name)
	case f.unclear:
		return &client.Argument{Name: "the first argument", Reason: "is not shown, because it may be a part of a password: it is no command, which help lists, and no URL" + client.PercentEncoding}
	case len(urls) > 0 && len(f.endpoints) > 0:
		return fmt.Errorf("give the URLs as arguments or with --endpoints, not both")
	case len(urls) > 0:
		for _, u := range urls {
			f.endpoints = append(f.endpoints, strings.Split(u, ",")...)
		}
	case f.set.Changed("endpoints") && len(f.endpoints) == 0:
		return fmt.Errorf("--endpoints is empty")
	case len(f.endpoints) == 0 && f.access.Discovery.Domain == "" && p.Start == nil:
		f.byEnvironment(env)
	}
	if len(f.endpoints) > 0 && f.access.Discovery.Domain != "" {
		return fmt.Errorf("give URLs or --discovery-srv, not both")
	}
	return nil
}

// settings checks the flags that have few good values.
func (f *flags) settings() (render.Format, time.Duration, error) {
	format, err := render.ParseFormat(f.output)
	if f.output == "extended" {
		err = errors.New("extended is etcdctl's: get* K, and meta get* K, tell all of a key that it does")
	}
	if err != nil {
		return format, 0, fmt.Errorf("--output %w", err)
	}
	timeout, err := lang.ParseDuration(f.timeout)
	if err != nil {
		return format, 0, fmt.Errorf("--timeout %w", err)
	}
	if f.totalTimeout != "" {
		if _, err := lang.ParseDuration(f.totalTimeout); err != nil {
			return format, 0, fmt.Errorf("--total-timeout %w", err)
		}
	}
	if f.color != "auto" && f.color != "always" && f.color != "never" {
		return format, 0, fmt.Errorf("--color is auto, always or never, not %q", f.color)
	}
	if f.jobs < 1 || f.jobs > lang.MaxJobs {
		return format, 0, fmt.Errorf("--jobs wants a number from 1 to %d", lang.MaxJobs)
	}
	if f.ahead < 1 || f.ahead > repl.MaxAhead {
		return format, 0, fmt.Errorf("--ahead wants a number from 1 to %d", repl.MaxAhead)
	}
	if len(f.check) > 0 && len(f.scripts) > 0 {
		return format, 0, fmt.Errorf("--check runs nothing; leave out -c, -f and scripts, or --check")
	}
	return format, timeout, nil
}

// usageError makes an error of the command line, which names --help. What may be a
// password is not shown.
func usageError(name string, err error) error {
	message := err.Error()
	if !errors.As(err, new(*client.Argument)) { // which shows none, and says how to write one
		message = client.Redact(message, client.AnyText)
	}
	return &lang.UsageError{Command: name, Message: message, Usage: name + " --help lists the flags"}
}

// endpointsFlag collects the URLs of --endpoints, which commas separate.
type endpointsFlag struct{ endpoints *[]string }

// Set takes one --endpoints, as pflag wants it.
func (e endpointsFlag) Set(v string) error {
	if v != "" {
		*e.endpoints = append(*e.endpoints, strings.Split(v, ",")...)
	}
	return nil
}

// String is the default value in --help: none.
func (e endpointsFlag) String() string { return "" }

// Type is how --help calls the value where its text does not.
func (e endpointsFlag) Type() string { return "text" }

// scriptFlag collects -c and -f in one list, so that their order is kept.
type scriptFlag struct {
	scripts *[]commands
	file    bool
}

// Set takes one -c or -f, as pflag wants it.
func (s scriptFlag) Set(v string) error {
	one := commands{command: v}
	if s.file {
		if v == "" {
			return fmt.Errorf("the name of a file is missing")
		}
		one = commands{file: v}
	}
	*s.scripts = append(*s.scripts, one)
	return nil
}

// String is the default value in --help: none.
func (s scriptFlag) String() string { return "" }

// Type is how --help calls the value where its text does not.
func (s scriptFlag) Type() string { return "text" }
