package program

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// StatusPipe is the exit status when nobody reads the results any more.
const StatusPipe = 141

// say prints what was asked for, and gives the exit status.
func (w IO) say(format string, args ...any) int {
	if _, err := fmt.Fprintf(w.Out, format, args...); err != nil {
		return w.status(&repl.OutputError{Err: err})
	}
	return lang.StatusOK
}

// status is the exit status for an error. Of all errors an *repl.OutputError
// alone has not been printed.
func (w IO) status(err error) int {
	switch output := (*repl.OutputError)(nil); {
	case errors.As(err, &output) && isClosedPipe(output):
		return StatusPipe
	case errors.As(err, &output):
		w.fail(err, render.EDN)
	}
	return eval.Status(err)
}

// fail prints an error and gives it back.
func (w IO) fail(err error, format render.Format) error {
	w.stream(w.Err, w.color).Fail(err, format)
	return err
}

// warn tells the user what went wrong without ending anything.
func (w IO) warn(format string, args ...any) {
	for line := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintf(w.Err, "; %s\n", render.Escape(line))
	}
}

// stamped is the version of a release, which its build sets.
var stamped string

// version is the one of the build; "(devel)" when it has none.
func version() string {
	if stamped != "" {
		return stamped
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
