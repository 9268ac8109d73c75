//go:build unix

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
// and how the terminal is then, and lets it go on after a line: in the background
// after bg, and to its end after kill.
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
		command, err := lines.ReadString('\n')
		switch {
		case err != nil:
			return err
		case command == "bg\n":
		case command == "kill\n":
			err = syscall.Kill(-pid, syscall.SIGTERM)
		default:
			err = unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, pid)
		}
		if err != nil {
			return err
		}
		fmt.Printf("goes on %d\n", n-1)
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

// TestSuspendInBackground: a line cannot be typed there, and what a shell kills ends.
func TestSuspendInBackground(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 60, 12, "job", "plain")
	p.Type("get /").Typed("get /")
	p.Type("\x1a")
	p.Text("suspended 1, line mode true")
	p.Type("bg\r")
	p.Text("suspended 2, line mode true")
	p.Type("\r")
	p.Line("> get /")
	p.enters("new", "get /new")
	p.Type("\x1a")
	p.Text("suspended 3, line mode true")
	p.Type("kill\r")
	p.Wait()
}

// TestSuspendLent: a program that has the terminal finds it as it left it.
func TestSuspendLent(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 60, 12, "job", "plain")
	p.Type("lend\r")
	p.Text("raw child waits")
	p.Type("\x1a")
	p.Text("suspended 1, line mode false")
	p.Type("fg\x0a")
	p.Text("goes on 1")
	reads := p.Screen().Reads
	p.Type("x")
	p.See("the program's end and a new prompt", func(s screen) bool { return s.Has("still raw") && s.Reads > reads })
	p.leaves()
}

// TestSuspendAlone: where nobody could let the program go on, it stays.
func TestSuspendAlone(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 60, 12)
	p.Type("get /").Typed("get /")
	p.enters("\x1anew", "get /new")
	p.leaves()
}
