package eval

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/lang/scan"
)

// Hint says what might help a person after an error, or "". An error says it by
// itself with Hint.
func Hint(err error) string {
	var own interface {
		error
		Hint() string
	}
	var unknown *client.UnknownOutcome
	var refused *client.Error
	switch {
	case errors.As(err, &own):
		return own.Hint()
	case errors.As(err, &unknown) && !unknown.AboutKey():
		return "look before you repeat it: member list, user list and role list show what is there"
	case errors.As(err, &unknown):
		return "look before you repeat it: resolve tells what became of it, as far as that can be known"
	case errors.As(err, new(*client.Unreachable)):
		return ""
	case errors.As(err, &refused):
		return refusalHint(refused)
	}
	return ""
}

func refusalHint(e *client.Error) string {
	switch e.Code {
	case client.ErrKeyNotFound:
		return missingHint(e.Cause)
	case client.ErrNotFile:
		return "the key is a directory: get " + scan.QuotedIfNeeded(e.Cause) + " lists it"
	case client.ErrNotDir:
		return "a file has nothing below it: " + e.Cause + " is one"
	case client.ErrKeyExists:
		return "the key is there already: get " + scan.QuotedIfNeeded(e.Cause) + " shows what it holds"
	case client.ErrRootReadOnly:
		return "the root itself cannot be written or deleted, only what is in it: get nil lists that"
	case client.ErrDirNotEmpty:
		return "the directory is not empty: get " + scan.QuotedIfNeeded(e.Cause) + " lists it"
	case client.ErrHistoryCleared:
		return "etcd keeps the last 1000 events of the whole store: watch --from tells what is lost, the present state, and what follows"
	case client.ErrRaftInternal:
		if strings.HasPrefix(e.Cause, "nodePath ") {
			return "etcd 3.5 cannot change a directory, not even its ttl; nothing was done: touch! KEY --ttl N gives a ttl to each key in it, mkdir! K --ttl N makes a new directory with one"
		}
	}
	return ""
}

// missingHint knows that people leave out the zeros of in-order keys.
func missingHint(key string) string {
	name := tree.Name(key)
	n, err := strconv.ParseUint(name, 10, 64)
	if err != nil || len(name) >= 20 {
		return ""
	}
	return fmt.Sprintf("in-order keys are padded with zeros to 20 digits: %020d", n)
}
