package program

import (
	"os"
	"os/exec"
	"strings"

	"etcd2sh/repl"
	"etcd2sh/repl/lang/script"

	"golang.org/x/sys/windows"
)

// suspend is nil: there is no Ctrl-Z that suspends.
var suspend func(programs func() (resume func()))

// unbroken is the stream itself: there is no signal for a closed pipe.
func unbroken(f *os.File) *os.File { return f }

// getenv gives a variable of the environment. The home directory has another name here.
func getenv(name string) string {
	if value := os.Getenv(name); value != "" || name != "HOME" {
		return value
	}
	return os.Getenv("USERPROFILE")
}

// takesEscapes reports whether a console understands escape codes, which it is told to.
func takesEscapes(f *os.File) bool {
	var mode uint32
	console := windows.Handle(f.Fd())
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// input is plain lines: the console edits them, and has a history of its own.
func (w IO) input(*repl.Shell, *flags) (script.Input, func(), error) {
	return script.NewPlainInput(w.In, w.Err), func() {}, nil
}

const defaultEditor = "notepad"

// editing is an editor, a path with blanks perhaps or a name with arguments, on a file.
func editing(editor, path string) *exec.Cmd {
	if _, err := exec.LookPath(editor); err == nil {
		return exec.Command(editor, path)
	}
	words := strings.Fields(editor)
	return exec.Command(words[0], append(words[1:], path)...)
}
