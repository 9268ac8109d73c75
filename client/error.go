package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Code is an error code of etcd's v2 API. It is an error itself, so that a
// refusal can be decided on: errors.Is(err, client.ErrCompareFailed).
type Code int

// The codes that etcd 3.4 and 3.5 send, after v2error/error.go of its source.
const (
	ErrKeyNotFound    Code = 100
	ErrCompareFailed  Code = 101
	ErrNotFile        Code = 102
	ErrNotDir         Code = 104
	ErrKeyExists      Code = 105
	ErrRootReadOnly   Code = 107
	ErrDirNotEmpty    Code = 108
	ErrUnauthorized   Code = 110
	ErrPrevValueEmpty Code = 201
	ErrTTLNaN         Code = 202
	ErrIndexNaN       Code = 203
	ErrInvalidField   Code = 209
	ErrInvalidForm    Code = 210
	ErrRefreshValue   Code = 211
	ErrRaftInternal   Code = 300
	ErrHistoryCleared Code = 401
)

// The codes of etcd's v3 API, as its gateway sends them, whatever the HTTP status: they
// are those of gRPC.
const (
	RPCInvalidArgument    Code = 3
	RPCNotFound           Code = 5
	RPCAlreadyExists      Code = 6
	RPCPermissionDenied   Code = 7
	RPCResourceExhausted  Code = 8
	RPCFailedPrecondition Code = 9
	RPCOutOfRange         Code = 11
	RPCUnimplemented      Code = 12
	RPCUnavailable        Code = 14
	RPCUnauthenticated    Code = 16
)

// rpcRefuses are the codes with which etcd says that it did nothing.
var rpcRefuses = []Code{
	RPCInvalidArgument, RPCNotFound, RPCAlreadyExists, RPCPermissionDenied, RPCResourceExhausted,
	RPCFailedPrecondition, RPCOutOfRange, RPCUnimplemented, RPCUnauthenticated,
}

// noSpace is the one refusal that does not say so: etcd looks at its quota once more when
// the change is done.
const noSpace = "etcdserver: mvcc: database space exceeded"

// IsRPC reports whether the code is one of the v3 API.
func (c Code) IsRPC() bool { return c > 0 && c <= RPCUnauthenticated }

// Error names the code; the refusal that carries it says more.
func (c Code) Error() string { return fmt.Sprintf("etcd error %d", int(c)) }

// Error is a refusal: etcd answered, and said no. Nothing was changed. It is
// always a pointer; errors.Is compares its code, errors.As gives the rest.
type Error struct {
	Code    Code   // 0 where etcd sends none (its members and auth handlers)
	Message string // etcd's words for the code
	Cause   string // what it was about, often the key; empty when etcd gave none
	Index   uint64 // the store's index when it refused; 0 when unknown
	Meta    Meta   // as of an answer that is a success
	User    string // as whom etcd was asked; empty for nobody, whom it calls guest
	// CommonName is the CN of the client certificate that etcd was shown; empty for
	// none. Without a User etcd takes the one who is called so, where it is told to.
	CommonName string
}

// AsWhom tells as whom etcd was asked, in words that follow "as".
func (e *Error) AsWhom() string {
	return asWhom(e.User, e.CommonName, "guest, no user was given")
}

// asWhom is the user, or who has the common name of the client certificate, or else
// nobody, whom that calls.
func asWhom(user, commonName, nobody string) string {
	switch {
	case user != "":
		return user
	case commonName != "":
		return fmt.Sprintf("the certificate's CN %s, or guest if there is no such user", commonName)
	}
	return nobody
}

// Error is one line in the form of etcdctl: "101: Compare failed ([a != b]) [7]". Where
// a user was wanted it says as whom etcd was asked.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Code != 0 {
		fmt.Fprintf(&b, "%d: ", int(e.Code))
	}
	b.WriteString(e.Message)
	if e.Cause != "" {
		fmt.Fprintf(&b, " (%s)", e.Cause)
	}
	if e.Code != 0 && !e.Code.IsRPC() {
		fmt.Fprintf(&b, " [%d]", e.Index)
	}
	if e.Meta.Status == http.StatusUnauthorized && !e.Code.IsRPC() {
		b.WriteString(" as " + e.AsWhom())
	}
	return b.String()
}

// Is reports whether target is the refusal's [Code].
func (e *Error) Is(target error) bool {
	c, ok := target.(Code)
	return ok && c == e.Code
}

// UnknownOutcome says that a write was sent and that nobody told us what
// became of it: the answer never came, was cut off, or was no answer of
// etcd's, or etcd itself gave up waiting for a quorum. The write may have
// happened, may happen yet, or never will. It must not be sent again blindly;
// [Client.Resolve] may find out.
type UnknownOutcome struct {
	Request string // the method and the key, as in "PUT /atom"
	Err     error  // why the answer is missing

	write request
	swap  bool // the value is a function of the one before, which other clients compute alike
}

// Error says which write it is, and why its answer is missing.
func (u *UnknownOutcome) Error() string {
	reason := u.Err.Error()
	if errors.Is(u.Err, context.Canceled) {
		reason = "the wait for its answer was interrupted"
	}
	return fmt.Sprintf("%s was sent, but whether it happened is not known: %s", u.Request, reason)
}

// Unwrap gives the reason.
func (u *UnknownOutcome) Unwrap() error { return u.Err }

// AboutKey reports whether the write is one of a key, and not one of members or users,
// of which etcd keeps no history.
func (u *UnknownOutcome) AboutKey() bool { return u.write.method == "" || u.write.key != "" }

// Asked gives what the write asked for, under the names of etcd's API: value, ttl,
// prevIndex and so on. It is nil for an outcome that is not a Client's.
func (u *UnknownOutcome) Asked() map[string]string {
	if u.write.asked == nil {
		return nil
	}
	asked := map[string]string{}
	for name := range u.write.asked {
		asked[name] = u.write.asked.Get(name)
	}
	return asked
}

// Unreachable says that no endpoint served the request; nothing was done. A
// write could be sent to none of them; a read found no answer, for the reasons
// that are given.
type Unreachable struct {
	Endpoints []EndpointError // in the order in which they were tried
	Before    bool            // the client has had an answer before: a server was there, and is not now
}

// EndpointError is why one endpoint did not serve.
type EndpointError struct {
	Endpoint string // its URL, without credentials
	Err      error  // a *Timeout, *Error, *NotV2 or *TLSError, ErrTooLarge, or what the network said
	// Answers says that an etcd is there: it refused, or it answered what needs no
	// quorum after it had not answered the request in time. Leaderless says that it
	// knew of no leader then.
	Answers, Leaderless bool
}

// Said is a text about the endpoint without its URL, where it begins with that.
func (e EndpointError) Said(text string) string { return strings.TrimPrefix(text, e.Endpoint+" ") }

// Error lists the reasons, endpoint by endpoint.
func (u *Unreachable) Error() string {
	reasons := make([]string, len(u.Endpoints))
	for i, e := range u.Endpoints {
		reasons[i] = e.Endpoint + ": " + e.Said(e.Err.Error())
	}
	return "no endpoint served the request: " + strings.Join(reasons, "; ")
}

// Unwrap gives the reasons, endpoint by endpoint.
func (u *Unreachable) Unwrap() []error {
	errs := make([]error, len(u.Endpoints))
	for i, e := range u.Endpoints {
		errs[i] = e.Err
	}
	return errs
}

// Timeout says that the time for a request ran out and that nothing was done:
// it was a read, or a write of which no byte had been sent.
type Timeout struct {
	Request string        // the method and the key
	After   time.Duration // the time it was given
}

// Error says which request it is, and how long it waited.
func (t *Timeout) Error() string {
	return fmt.Sprintf("%s: no answer within %v; nothing was done", t.Request, t.After)
}

// NotV2 says that something answered which is not etcd's v2 API, a gateway in front
// of it perhaps; nothing was done. With status 401 or 403 it did not let us.
type NotV2 struct {
	Endpoint string // its URL, without credentials
	Status   int    // the HTTP status; 0 when the answer was not even HTTP
	Found    string // what answered, as far as it could be told
	Advice   string // what to do about it
	TLS      bool   // it speaks TLS, and was asked without
	// Undone is the write that was not done, where the client has more endpoints, and
	// Next the one of these that is asked next, without credentials; else both are empty.
	Undone, Next string
}

// Error says what was found, and what to do about it.
func (n *NotV2) Error() string {
	what := "does not speak etcd's v2 API"
	if isGateway(n.Status) || n.Denied() {
		what = "is not etcd itself"
	}
	text := fmt.Sprintf("%s %s: %s; %s", n.Endpoint, what, n.Found, n.Advice)
	if n.Undone != "" {
		text += fmt.Sprintf("; %s was not done, and goes to %s if it is repeated", n.Undone, n.Next)
	}
	return text
}

// Denied reports whether it said that we may not: 401 or 403.
func (n *NotV2) Denied() bool {
	return n.Status == http.StatusUnauthorized || n.Status == http.StatusForbidden
}

// OtherCluster says that an endpoint belongs to another cluster than those that
// answered before; what it answered is not used. A write that it answered is an
// [*UnknownOutcome] with this as its reason.
type OtherCluster struct {
	Endpoint string // its URL, without credentials
	ID, Want string // its cluster's id, and that of the others
	Alone    bool   // the client has no other endpoint: it is this one's cluster that changed
}

// Error names the endpoint and both clusters.
func (o *OtherCluster) Error() string {
	if o.Alone {
		return fmt.Sprintf("%s is in another cluster (%s) than before (%s): it was set up anew, or another server answers there now", o.Endpoint, o.ID, o.Want)
	}
	return fmt.Sprintf("%s is in another cluster (%s) than the other endpoints (%s)", o.Endpoint, o.ID, o.Want)
}

// Argument says that a request was refused before it was sent, because etcd
// is known to misread or to alter it.
type Argument struct {
	Name   string // what is wrong: "key", "value", "ttl", "prev-index" …
	Reason string // and why; reads after the name
}

// Error is the name and the reason.
func (a *Argument) Error() string { return a.Name + " " + a.Reason }
