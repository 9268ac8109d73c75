package program

import (
	"errors"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/windows"
)

// apart keeps Ctrl-C from a program.
var apart = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}

// killGroup ends a program with all that it has started, which no group holds here.
func killGroup(cmd *exec.Cmd) error {
	if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run() == nil {
		return nil
	}
	return cmd.Process.Kill()
}

// Suspend stops nothing: there is no Ctrl-Z that does.
func (g *Groups) Suspend() (resume func()) { return func() {} }

// IsClosedPipe reports whether the reader of a pipe has gone, by the error of a write.
func IsClosedPipe(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
