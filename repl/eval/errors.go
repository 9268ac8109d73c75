package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
	"etcd2sh/render"
	"etcd2sh/repl/eval/program"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// ConnectError says that `connect` did not reach another cluster.
type ConnectError struct {
	Err   error
	Stays string // the URL that the session stays with; "" where no server of it ever answered
}

func (e *ConnectError) Error() string { return e.Err.Error() }

// Unwrap gives the reason.
func (e *ConnectError) Unwrap() error { return e.Err }

// SourceError is the error of a command that `source` ran.
type SourceError struct {
	script.Place
	Err error
}

func (e *SourceError) Error() string {
	return fmt.Sprintf("%s:%d: %v", e.Name, e.Line, e.Err)
}

// Unwrap gives the command's error.
func (e *SourceError) Unwrap() error { return e.Err }

// DirectoryError says that `cd` did not get to another directory.
type DirectoryError struct{ Err error }

func (e *DirectoryError) Error() string { return e.Err.Error() }

// Unwrap gives the reason.
func (e *DirectoryError) Unwrap() error { return e.Err }

// ErrExit is returned by `exit`: the loop ends. Every *[ExitError] is it.
var ErrExit = errors.New("exit")

// ExitError is returned by `exit STATUS`: the loop ends with that status, which is
// from 0 to 255, whatever went before.
type ExitError struct{ Status int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit %d", e.Status) }

// Is reports whether target is [ErrExit].
func (e *ExitError) Is(target error) bool { return target == ErrExit }

// ExitStatus is the status that was asked for.
func (e *ExitError) ExitStatus() int { return e.Status }

// NobodyKnows is a remark on unknown outcomes, if there are more than the one
// that an error is about.
func NobodyKnows(unknown int) string {
	if unknown < 2 {
		return ""
	}
	return fmt.Sprintf(", and of %d nobody knows", unknown)
}

// Told is an error that says by itself how it is told as data.
type Told interface {
	error
	Data() render.Map
}

// Counted is an error of work that got some of the way: Progress tells how far.
type Counted interface {
	error
	Progress() render.Map
	Unwrap() error
}

// ErrorData gives an error as the data that is printed: what etcd said with
// the HTTP status merged in, or :type and :message for an error of our own.
func ErrorData(err error) render.Map {
	var whole interface {
		error
		WholeData() render.Map
	}
	if errors.As(err, &whole) {
		return whole.WholeData()
	}
	data := reason(err)
	if one := (*KeyError)(nil); errors.As(err, &one) {
		data = data.With(one.entry())
	}
	return data.With(progress(err)...)
}

// progress tells how far the work got that err ended: by the outermost count, or
// by one that is to be told whatever ran the work.
func progress(err error) render.Map {
	var counted Counted
	var detailed interface {
		Counted
		Detailed()
	}
	switch {
	case errors.As(err, &detailed):
		return detailed.Progress()
	case errors.As(err, &counted):
		return counted.Progress()
	}
	return nil
}

// reason is an error as data, without how far the work got.
func reason(err error) render.Map {
	var refused *client.Error
	var unknown *client.UnknownOutcome
	var erased *client.ErasedValue
	var told Told
	if data, ok := adminError(err); ok {
		return data
	}
	switch {
	case errors.As(err, &erased):
		return lang.ErrorMap("value-erased", erased.Error(),
			render.Entry{Key: render.Keyword("key"), Value: erased.Key},
			render.Entry{Key: render.Keyword("value"), Value: erased.Value})
	case errors.As(err, &told):
		return told.Data()
	case errors.As(err, &unknown):
		m := lang.ErrorMap("unknown-outcome", message(unknown), render.Entry{Key: render.Keyword("request"), Value: unknown.Request})
		if taken := (*recipe.MaybeTaken)(nil); errors.As(err, &taken) {
			m = append(m,
				render.Entry{Key: render.Keyword("key"), Value: taken.Item.Key},
				render.Entry{Key: render.Keyword("value"), Value: taken.Item.Value})
		}
		return m
	case errors.As(err, &refused) && !errors.As(err, new(*client.Unreachable)):
		return render.Refusal(refused)
	}
	return clientError(err)
}

// message is an error in words, with the way to wait longer where time ran out, and
// what mends a problem of TLS.
func message(err error) string {
	if insecure := (*client.TLSError)(nil); errors.As(err, &insecure) {
		return tlsMessage(insecure)
	}
	if errors.As(err, new(*client.Timeout)) || errors.Is(err, context.DeadlineExceeded) {
		return err.Error() + "; --timeout lets it take longer"
	}
	return err.Error()
}

// clientError is an error of package client, or one that nobody knows.
func clientError(err error) render.Map {
	var unreachable *client.Unreachable
	var timeout *client.Timeout
	var foreign *client.NotV2
	var insecure *client.TLSError
	var other *client.OtherCluster
	var left *recipe.LeftBehind
	switch {
	case errors.As(err, &left) && errors.Is(left.Err, context.Canceled):
		return lang.ErrorMap("interrupted", fmt.Sprintf("interrupted; the key %s stays until its ttl ends", left.Key))
	case errors.As(err, &unreachable):
		return unreachableData(err, unreachable)
	case errors.As(err, &timeout):
		return lang.ErrorMap("timeout", message(timeout))
	case errors.As(err, &foreign):
		return foreignData(foreign)
	case errors.As(err, &insecure):
		return tlsData(insecure)
	case errors.As(err, &other):
		return lang.ErrorMap("other-cluster", other.Error())
	case errors.As(err, new(*program.Error)):
		return lang.ErrorMap("program", err.Error())
	case errors.Is(err, context.Canceled):
		return lang.ErrorMap("interrupted", "interrupted")
	}
	return lang.ErrorMap("failed", err.Error())
}

// foreignData tells the HTTP status, if there was one.
func foreignData(e *client.NotV2) render.Map {
	if e.Status == 0 {
		return lang.ErrorMap("not-etcd-v2", e.Error())
	}
	return lang.ErrorMap("not-etcd-v2", e.Error(), render.Entry{Key: render.Keyword("status"), Value: e.Status})
}

// unreachableData names the sandbox where no server was ever reached: whoever has no
// etcd can have one at once.
func unreachableData(err error, e *client.Unreachable) render.Map {
	var endpoints render.Map
	for _, at := range e.Endpoints {
		endpoints = append(endpoints, render.Entry{Key: at.Endpoint, Value: reasonAt(at)})
	}
	kind, message := "unreachable", "no etcd could be reached; to try the shell without one, run etcd2sh-sandbox"
	var connect *ConnectError
	var member *SilentMember
	switch {
	case errors.As(err, &member):
		message = "the member " + member.Member + " does not answer"
	case errors.As(err, &connect) && connect.Stays != "":
		message = "no etcd could be reached there; the shell stays with " + connect.Stays
	case slices.ContainsFunc(e.Endpoints, withoutQuorum):
		kind, message = "timeout", "an etcd answers, but nothing that needs a quorum: there is none, as it seems; nothing was done"
	case slices.ContainsFunc(e.Endpoints, answered):
		message = "no endpoint can be used, each for its own reason"
	case e.Before:
		message = "no etcd can be reached any more: look whether the server still runs; connect URL uses another"
	}
	return lang.ErrorMap(kind, message, render.Entry{Key: render.Keyword("endpoints"), Value: endpoints})
}

// reasonAt is why an endpoint did not serve, and what it said when it was asked for less.
func reasonAt(at client.EndpointError) string {
	reason := at.Said(message(at.Err))
	switch {
	case !errors.As(at.Err, new(*client.Timeout)) || !at.Answers:
	case at.Leaderless:
		reason += "; it answers, and knows of no leader"
	default:
		reason += "; it answers what needs no quorum"
	}
	return reason
}

// withoutQuorum reports whether a member is at an endpoint that could not do what takes
// most members.
func withoutQuorum(e client.EndpointError) bool {
	return e.Answers && (errors.As(e.Err, new(*client.Timeout)) || client.Refused(e.Err, client.ErrRaftInternal, client.RPCUnavailable))
}

// answered reports whether there is a server at an endpoint, which cannot be used.
func answered(e client.EndpointError) bool {
	return errors.As(e.Err, new(*client.TLSError)) || errors.As(e.Err, new(*client.NotV2))
}

// EndsScript reports whether nothing can follow an error, even where errors do
// not end a script.
func EndsScript(err error) bool {
	return errors.As(err, new(*script.InputError)) || errors.As(err, new(*ConnectError)) || errors.As(err, new(*DirectoryError))
}
