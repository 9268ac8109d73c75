package repl

import (
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
)

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
