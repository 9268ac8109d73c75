package repl

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/eval"
)

// hint says what might help a person after an error, or "".
func hint(err error) string {
	var unknown *client.UnknownOutcome
	var refused *client.Error
	switch {
	case goesOnAgain(err):
		return "it can be run again, and goes on"
	case errors.As(err, new(*dump.LoadError)):
		return "" // what etcd refused was not what the person typed
	case errors.As(err, &unknown):
		return "look before you repeat it: resolve tells what became of it, as far as that can be known"
	case errors.As(err, new(*client.Unreachable)):
		return ""
	case errors.As(err, &refused):
		return refusalHint(refused)
	}
	return ""
}

// goesOnAgain reports whether err broke off what goes on when it is run again.
func goesOnAgain(err error) bool {
	if !errors.As(err, new(*dump.LoadError)) && !errors.As(err, new(*eval.DeleteError)) {
		return false
	}
	return client.IsUnknown(err) || errors.As(err, new(*client.Unreachable)) || errors.As(err, new(*client.Timeout)) || errors.Is(err, context.Canceled)
}

func refusalHint(e *client.Error) string {
	switch e.Code {
	case client.ErrKeyNotFound:
		return missingHint(e.Cause)
	case client.ErrNotFile:
		return "the key is a directory: get lists it, delete! wants --recursive, or --dir if it is empty"
	case client.ErrNotDir:
		return "a file has nothing below it: " + e.Cause + " is one"
	case client.ErrKeyExists:
		return "reset! or update! writes a key that exists"
	case client.ErrRootReadOnly:
		return "the root cannot be written or deleted; delete-all! nil deletes all that is in it"
	case client.ErrDirNotEmpty:
		return "delete! with --recursive deletes a directory with all that is in it"
	case client.ErrRaftInternal:
		if strings.HasPrefix(e.Cause, "nodePath ") {
			return "etcd 3.5 cannot change a directory, not even its ttl; nothing was done"
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

// lineOf is an error on one line, for the simple format: a refusal as etcdctl
// prints it, any other by its message.
func lineOf(err error, data render.Map) string {
	if errors.As(err, new(*client.Error)) && !errors.As(err, new(*client.UnknownOutcome)) && !errors.As(err, new(*client.Unreachable)) {
		return err.Error()
	}
	message, _ := render.Lookup(data, render.Keyword("message"))
	line := fmt.Sprint(message)
	if errors.As(err, new(*JobsError)) {
		line = err.Error()
	}
	for _, key := range []render.Keyword{"usage", "endpoints"} {
		switch v, _ := render.Lookup(data, key); v := v.(type) {
		case string:
			line += "; usage: " + v
		case render.Map:
			for _, e := range v {
				line += fmt.Sprintf("; %s: %s", e.Key, e.Value)
			}
		}
	}
	return line
}

// escapeLine escapes a line of a command for the terminal, its newline kept.
func escapeLine(line string) string {
	return render.Escape(strings.TrimSuffix(line, "\n"))
}
