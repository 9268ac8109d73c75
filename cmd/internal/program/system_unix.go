//go:build unix

package program

import (
	"os"
	"os/exec"

	"etcd2sh/repl/terminal"
)

// What the programs need of the system beside the editor of lines, which is in
// editor_unix.go.

// suspend heeds Ctrl-Z.
var suspend = terminal.Suspend

// getenv gives a variable of the environment.
var getenv = os.Getenv

// takesEscapes reports whether a terminal understands escape codes.
func takesEscapes(*os.File) bool { return true }

const defaultEditor = "vi"

// editing is an editor, which may have arguments, on a file. What Ctrl-C means in it is
// its own affair.
func editing(editor, path string) *exec.Cmd {
	return exec.Command("sh", "-c", editor+` "$1"`, "sh", path)
}
