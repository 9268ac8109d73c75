//go:build unix

package program

import (
	"os"
	"os/exec"
	"syscall"

	"etcd2sh/repl/terminal"

	"golang.org/x/sys/unix"
)

// What the programs need of the system beside the editor of lines, which is in
// editor_unix.go.

// suspend heeds Ctrl-Z.
var suspend = terminal.Suspend

// unbroken is standard output or the stream for errors by another descriptor: Go turns
// a write to a closed pipe by descriptor 1 or 2 into the signal that ends the process,
// unless somebody catches that.
func unbroken(f *os.File) *os.File {
	descriptor := syscall.Stdout
	if f == os.Stderr {
		descriptor = syscall.Stderr
	}
	other, err := unix.FcntlInt(uintptr(descriptor), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil { // it is closed: what is written to it fails anyway
		return f
	}
	return os.NewFile(uintptr(other), f.Name())
}

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
