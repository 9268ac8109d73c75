package client

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// What etcd says of a write that it did, in its answer and in the event. Nobody
// else numbers the answers of a connection: one that came late, or twice, is told
// from the right one only by what it says.

func (r request) inOrder() bool { return r.method == http.MethodPost }

// refreshes reports whether the write gives a key a new ttl and nothing else.
func (r request) refreshes() bool { return r.asked.Has("refresh") }

// compares reports whether the write depends on what the key holds.
func (r request) compares() bool { return r.asked.Has("prevIndex") || r.asked.Has("prevValue") }

// prevIndex is the modifiedIndex that the key must have; 0 is no condition.
func (r request) prevIndex() uint64 {
	if !r.asked.Has("prevIndex") {
		return 0
	}
	n, _ := strconv.ParseUint(r.asked.Get("prevIndex"), 10, 64) // which is ours
	return n
}

// action is what etcd calls the request.
func (r request) action() string {
	switch {
	case r.method == http.MethodGet:
		return "get"
	case r.method == http.MethodDelete && r.compares():
		return "compareAndDelete"
	case r.method == http.MethodDelete:
		return "delete"
	case r.compares():
		return "compareAndSwap"
	case r.inOrder() || r.asked.Get("prevExist") == "false":
		return "create"
	case r.asked.Has("prevExist"):
		return "update"
	}
	return "set"
}

// named reports whether a key is the request's, or one that its create in order
// may have made.
func (r request) named(key string) bool {
	if !r.inOrder() {
		return key == r.key
	}
	name, ok := strings.CutPrefix(key, strings.TrimSuffix(r.key, "/")+"/")
	_, err := strconv.ParseUint(name, 10, 64)
	return ok && err == nil
}

// wrote reports whether a node holds what the write put there. A refresh keeps
// the value, whatever it is.
func (r request) wrote(n *Node) bool {
	switch {
	case r.method == http.MethodDelete, r.refreshes():
		return true
	case r.asked.Has("dir"):
		return n.Dir
	}
	if n.Dir && n.Value == nil { // etcd 3.4 gives a directory a new ttl so
		return r.action() == "update" && r.asked.Get("value") == ""
	}
	return n.Value != nil && *n.Value == r.asked.Get("value")
}

// answeredBy reports whether an answer is one to this request: the action, the
// key and the value must be its own, and a change later than all that was known
// before it was sent. A long poll may bring any event; of other trees than
// /v2/keys only the action is known.
func (r request) answeredBy(a *Response) error {
	key := "/"
	if a.Node.Key != nil {
		key = *a.Node.Key
	}
	switch {
	case r.wait:
		return nil
	case a.Action != r.action():
		return &notAnswer{fmt.Sprintf("%s was answered as if it were %q", r.name, a.Action)}
	case r.root != "/keys":
		return nil
	case !r.named(key):
		return &notAnswer{fmt.Sprintf("%s was answered with the key %q", r.name, key)}
	case !r.write():
		return nil
	case !r.wrote(a.Node):
		return &notAnswer{r.name + " was answered with another value"}
	case a.Node.ModifiedIndex == nil || *a.Node.ModifiedIndex == 0: // indexes begin at 1
		return &notAnswer{r.name + " was answered without a modifiedIndex"}
	}
	if known := max(r.since, r.prevIndex()); *a.Node.ModifiedIndex <= known {
		return &pastAnswer{*a.Node.ModifiedIndex, known}
	}
	return nil
}

// refusedBy is nil if a refusal can be one of this request: etcd refuses only what
// was asked, names the key that is in the way, and repeats what it compared with.
// A compare that failed names no key: one with the same value as this write's is
// not told from its own. Of a read the missing key is known.
func (r request) refusedBy(e *Error) error {
	if r.root != "/keys" || !r.write() && (e.Code != ErrKeyNotFound || r.concerns(e.Cause)) {
		return nil
	}
	possible := true
	switch e.Code {
	case ErrKeyNotFound:
		possible = r.write() && (r.method == http.MethodDelete || r.compares() || r.asked.Get("prevExist") == "true") && r.concerns(e.Cause)
	case ErrKeyExists:
		possible = r.inOrder() && r.named(e.Cause) || r.asked.Get("prevExist") == "false" && r.concerns(e.Cause)
	case ErrNotFile, ErrNotDir, ErrDirNotEmpty:
		possible = r.concerns(e.Cause)
	case ErrRootReadOnly:
		possible = r.key == "/"
	case ErrCompareFailed:
		possible = r.compares() && (e.Cause == "" || r.comparedIn(e.Cause, "prevValue") || r.comparedIn(e.Cause, "prevIndex"))
	}
	switch {
	case !possible:
		return &notAnswer{fmt.Sprintf("%s was answered as if it could be refused with %q", r.name, e)}
	case e.Index > 0 && e.Index < r.since:
		return &pastAnswer{e.Index, r.since}
	}
	return nil
}

// concerns reports whether what an error is about is the key or a directory above it.
func (r request) concerns(cause string) bool {
	return cause == "" || cause == r.key || below(r.key, cause)
}

// comparedIn finds what was compared with in a cause such as "[a != b] [7 != 9]".
func (r request) comparedIn(cause, condition string) bool {
	return r.asked.Has(condition) && strings.Contains(cause, "["+r.asked.Get(condition)+" != ")
}
