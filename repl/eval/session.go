package eval

import (
	"cmp"
	"context"
	"io"
	"sync/atomic"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/history"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// Session is the state that commands share: the cluster, the current
// directory, the settings. A Session evaluates one line at a time.
type Session struct {
	// Stdin is read by --file -. nil when commands themselves come from there.
	Stdin io.Reader
	// Home is the user's home directory, which ~/ at the beginning of a path
	// stands for.
	Home string
	// Progress is told about long work; nil when nobody wants to know.
	Progress func(title string, total int) tree.Progress
	// Note takes a remark about the running command, for a person; or nil. It
	// may be called by several goroutines.
	Note func(text string)
	// Tell is Note for what was asked for, and is told in scripts too; or nil.
	Tell func(text string)
	// Warn tells at once, whatever is going on, of what is wrong without ending
	// anything; or nil. It may be called by several goroutines.
	Warn func(text string)
	// Editor lets a person edit the file at path and returns when that is over;
	// nil where nobody can.
	Editor func(ctx context.Context, path string) error
	// Lend runs a program that a person uses with the terminal as such a program
	// expects it; nil where it is so anyway.
	Lend func(program func() error) error

	// Stderr is where programs that commands start complain; nil: nowhere.
	Stderr io.Writer
	// Terminal is where results go, when that is a terminal: a program at the
	// end of a command writes there itself. nil when results go elsewhere.
	Terminal io.Writer
	// NoExec turns off every way to start a program.
	NoExec bool

	// History is what was typed at prompts; nil when there is none.
	History *history.History
	// SaveSettings keeps what `config NAME VALUE` changed; nil forgets it.
	SaveSettings func(changed map[string]string) error

	commands   *Table
	Client     *client.Client
	Cluster    client.Config
	Dir        string // the current directory, canonical
	Config     Settings
	Confirm    func(ctx context.Context, question string) (bool, error) // nil: nobody is there to be asked
	Scope      lang.Scope
	Echo       func(*script.Command) // shows a command that source runs; nil: nobody wants to see it
	Background background
	Queues     queues
	Sourced    int    // how many files that source runs are open
	Typed      string // the lines before the one that is typed

	stdinRead atomic.Bool                           // --file - was used
	Unknown   atomic.Pointer[client.UnknownOutcome] // the last one; nil when there was none
	Recalling bool                                  // a command of the history runs

	// Observer is told what the session learns of the store; nil where nobody
	// types.
	Observer Observer
}

// Observer is told what the session learns of the store.
type Observer interface {
	Called(c lang.Call, v any, err error) // a command gave this
	Saw(r *client.Response)               // an answer that is no command's result
	Forget()                              // nothing of what was told holds any more
}

// called tells of what a command gave.
func (s *Session) called(c lang.Call, v any, err error) {
	if s.Observer != nil {
		s.Observer.Called(c, v, err)
	}
}

// Forget tells that another store is meant, or that much was changed.
func (s *Session) Forget() {
	if s.Observer != nil {
		s.Observer.Forget()
	}
}

// Settings are what `config` shows and changes.
type Settings struct {
	Output   render.Format
	Meta     bool    // raw answers are preceded by their metadata
	Prompt   string  // the prompt's format; see `doc config`
	EditMode string  // "emacs" or "vi"
	Pager    string  // the program for results higher than the screen; "" is none
	Confirm  Confirm // when a person is asked before much is deleted
}

// Confirm says when a person is asked before a deletion. Scripts never are.
type Confirm string

// The values of Confirm.
const (
	ConfirmNever  Confirm = "never"
	ConfirmMany   Confirm = "many"   // more than 10 nodes, or the root
	ConfirmAlways Confirm = "always" // any directory
)

// DefaultPrompt is the prompt's format at first.
const DefaultPrompt = "{server} {dir} @{index}{mark}> "

// DefaultSettings are the settings at a prompt, before a configuration file.
func DefaultSettings() Settings {
	return Settings{Meta: true, Prompt: DefaultPrompt, EditMode: "emacs", Confirm: ConfirmMany}
}

// NewSession makes a session on a cluster; it does not connect yet.
func NewSession(commands *Table, cluster client.Config, settings Settings) (*Session, error) {
	if cluster.Transport == nil {
		cluster.Transport = &client.Transport{} // kept when the settings change
	}
	set := DefaultSettings()
	settings.Prompt = cmp.Or(settings.Prompt, set.Prompt)
	settings.EditMode = cmp.Or(settings.EditMode, set.EditMode)
	settings.Confirm = cmp.Or(settings.Confirm, set.Confirm)
	c, err := client.New(cluster)
	if err != nil {
		return nil, err
	}
	return &Session{commands: commands, Client: c, Cluster: cluster, Dir: "/", Config: settings}, nil
}

// Commands gives the declarations of its commands.
func (s *Session) Commands() *lang.Table { return s.commands.Table }

// Settings gives the settings as they are now.
func (s *Session) Settings() Settings { return s.Config }

// Endpoint gives the URL of the endpoint in use, without credentials.
func (s *Session) Endpoint() string { return s.Client.Endpoint() }

// Close lets the connections go.
func (s *Session) Close() { s.Client.Close() }

// The options that most commands share.
var (
	TimeoutOption = lang.Option{Name: "timeout", Kind: lang.Duration, Value: "TIME", Doc: "how long each request may take: 2s, 500ms; a bare number is milliseconds"}
	RootKeyOption = lang.Option{Name: "root-key", Kind: lang.String, Value: "NAME", Doc: "a namespace of the server's instead of keys"}
	DelayOption   = lang.Option{Name: "swap-retry-delay", Kind: lang.Duration, Value: "TIME", Doc: "about how long to step back after another client's write won"}
)

// WithCommon adds the options that every request takes.
func WithCommon(options ...lang.Option) []lang.Option {
	return append(options, TimeoutOption, RootKeyOption)
}

// retryDelay gives the delay in force.
func (s *Session) retryDelay() time.Duration {
	if s.Cluster.RetryDelay > 0 {
		return s.Cluster.RetryDelay
	}
	return client.DefaultRetryDelay
}

// timeout gives the timeout in force.
func (s *Session) timeout() time.Duration {
	if s.Cluster.Timeout > 0 {
		return s.Cluster.Timeout
	}
	return client.DefaultTimeout
}

// KeysOf gives the keys that a call is about.
func (s *Session) KeysOf(c lang.Call) []string {
	var keys []string
	for _, a := range c.Args {
		if path, ok := a.(lang.KeyPath); ok {
			if key, err := path.From(s.Dir); err == nil {
				keys = append(keys, key)
			}
		}
	}
	return keys
}
