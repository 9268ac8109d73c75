package terminal_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// outer is a shell with one job, the test program: it tells when that is suspended
// and how the terminal is then, and lets it go on after a line.
func outer(settings []string) error {
	signal.Ignore(syscall.SIGTTOU) // it takes the terminal back from the background
	job := exec.Command(os.Args[0])
	inner := slices.DeleteFunc(settings, func(s string) bool { return s == "job" })
	job.Env = append(os.Environ(), "TERMINAL_TEST_PROGRAM="+strings.Join(inner, ","))
	job.Stdin, job.Stdout, job.Stderr = os.Stdin, os.Stdout, os.Stderr
	job.SysProcAttr = &syscall.SysProcAttr{Foreground: true, Ctty: 0}
	if err := job.Start(); err != nil {
		return err
	}
	pid := job.Process.Pid
	lines := bufio.NewReaderSize(os.Stdin, 16)
	for n := 1; ; {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err != nil || !status.Stopped():
			return err
		}
		if err := unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, unix.Getpgrp()); err != nil {
			return err
		}
		fmt.Printf("suspended %d, line mode %v\n", n, lineMode())
		n++
		if _, err := lines.ReadString('\n'); err != nil {
			return err
		}
		if err := unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, pid); err != nil {
			return err
		}
		if err := syscall.Kill(-pid, syscall.SIGCONT); err != nil {
			return err
		}
	}
}

// TestSuspend: Ctrl-Z gives the terminal back, and the line that was typed goes on
// where it was.
func TestSuspend(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"emacs", "vi"} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			p := atPrompt(t, 60, 12, "job", "plain", "history", setting)
			p.Type("get /").Typed("get /")
			p.Type("\x1a")
			p.Text("suspended 1, line mode true")
			p.Type("\r")
			p.Line("> get /")
			p.enters("new", "get /new")
			p.enters("pause", "pause")
			p.Type("\x1a")
			p.Text("suspended 2, line mode true")
			reads := p.Screen().Reads
			p.Type("\r")
			p.See("a new prompt", func(s screen) bool { return s.Has("resumed") && s.Reads > reads })
			p.ends("\x1b[200~pasted\x1b[201~\r", "pasted")
			p.leaves()
			if marks := strings.Count(p.Sent(), "\x1b[?2004h") - strings.Count(p.Sent(), "\x1b[?2004l"); marks != 0 {
				t.Errorf("got %+d marks of pastes turned on and not off", marks)
			}
		})
	}
}

// TestSuspendAlone: where nobody could let the program go on, it stays.
func TestSuspendAlone(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 60, 12)
	p.Type("get /").Typed("get /")
	p.enters("\x1anew", "get /new")
	p.leaves()
}
