// Package eval carries statements out: a [Session] is what commands share, a
// [Frame] what holds for those that run now; start with [Session.Eval]. What a
// command returns is data, or an error that tells its own data, exit status and
// hint. The package prints nothing, and knows no command.
package eval

import (
	"cmp"
	"net/http"
	"sync/atomic"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/transport"
	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
)

// Session is the state that commands share: the cluster, the current
// directory, the settings, the variables. It evaluates one line at a time; what
// runs behind the prompt, and the parts of a repeat, use it beside that.
type Session struct {
	commands *Table
	host     Host
	console  Console
	observer Observer

	transport  http.RoundTripper // of the start
	connection *connection
	settings   Settings
	scope      lang.Scope
	jobs       Jobs
	programs   program.Groups

	stdinRead atomic.Bool // --file - was used
	lane      Lane        // of a race; of a person outside of one
	rehearsed bool        // see [Frame.Rehearse]
}

// NewSession makes a session on a cluster; it does not connect yet. What the
// program and the terminal lend it is set before the first command: see
// [Session.SetHost] and [Session.SetConsole].
func NewSession(commands *Table, cluster client.Config, settings Settings) (*Session, error) {
	if cluster.Transport == nil {
		cluster.Transport = &transport.Transport{} // kept when the settings change
	}
	set := DefaultSettings()
	settings.Prompt = cmp.Or(settings.Prompt, set.Prompt)
	settings.EditMode = cmp.Or(settings.EditMode, set.EditMode)
	settings.Confirm = cmp.Or(settings.Confirm, set.Confirm)
	c, err := client.New(cluster)
	if err != nil {
		return nil, err
	}
	return &Session{commands: commands, transport: cluster.Transport, connection: newConnection(c, cluster), settings: settings, lane: person}, nil
}

// Commands gives the declarations of its commands.
func (s *Session) Commands() *lang.Table { return s.commands.Table }

// Settings gives the settings as they are now.
func (s *Session) Settings() Settings { return s.settings }

// Programs gives the programs that run in process groups of their own.
func (s *Session) Programs() *program.Groups { return &s.programs }

// Close lets the connections go. A write that is yet to leave never does.
func (s *Session) Close() {
	s.connection.close()
}

// Options that commands share; the common ones are those of almost all.
var (
	timeoutOption = lang.Option{Name: "timeout", Kind: lang.Duration, Value: "TIME", Common: true, Doc: "how long each request may wait for a sign of its answer: 2s, 500ms; a bare number is milliseconds"}
	RootKeyOption = lang.Option{Name: "root-key", Kind: lang.String, Value: "NAME", Common: true, Elsewhere: true, Doc: "a namespace of the server's instead of keys"}
	DelayOption   = lang.Option{Name: "swap-retry-delay", Kind: lang.Duration, Value: "TIME", Doc: "about how long to step back after another client's write won"}
)

// WithCommon adds the options that every command about keys takes, if it does not wait.
func WithCommon(options ...lang.Option) []lang.Option {
	return append(options, timeoutOption, RootKeyOption)
}

// retryDelay gives the delay in force.
func (s *Session) retryDelay() time.Duration {
	return cmp.Or(max(0, s.connection.config.RetryDelay), client.DefaultRetryDelay)
}

// timeout gives the timeout in force.
func (s *Session) timeout() time.Duration {
	return cmp.Or(max(0, s.connection.config.Timeout), client.DefaultTimeout)
}
