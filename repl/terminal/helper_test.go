//go:build unix

package terminal_test

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"etcd2sh/repl/terminal/terminaltest"
)

type screen = terminaltest.Screen

// session is the test program in a terminal.
type session struct{ *terminaltest.Terminal }

// atPrompt starts the test program in a terminal of that size and waits for its
// prompt. The settings are for the program.
func atPrompt(t *testing.T, columns, rows int, settings ...string) session {
	t.Helper()
	p := start(t, columns, rows, settings...)
	if columns > 10 {
		p.See("a prompt", func(s screen) bool { return strings.HasPrefix(s.Last(), "> ") || s.Last() == ">" })
	}
	return p
}

func start(t *testing.T, columns, rows int, settings ...string) session {
	t.Helper()
	return session{terminaltest.Start(t, command(t, settings...), columns, rows)}
}

// command is the test program: this very one, which TestMain turns into it.
func command(t testing.TB, settings ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TERMINAL_TEST_PROGRAM="+strings.Join(settings, ","), "GORACE=halt_on_error=1")
	for _, s := range settings {
		if file, ok := strings.CutPrefix(s, "stdout="); ok {
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() }) // the program has a descriptor of its own
			cmd.Stdout = f
		}
	}
	return cmd
}

// cursor waits until the cursor is in a column.
func (p session) cursor(x int) screen {
	p.T.Helper()
	return p.See(fmt.Sprintf("cursor in column %d", x), func(s screen) bool { return s.X == x })
}

// enters types keys and Enter, and waits for what the program has read.
func (p session) enters(keys, want string) {
	p.T.Helper()
	p.ends(keys+"\r", want)
}

// ends types keys that end a line and waits for what the program has read, line by
// line, and until it reads again: a test before may have left the same on the screen.
func (p session) ends(keys, want string) {
	p.T.Helper()
	now := p.Screen()
	p.Type(keys)
	lines := strings.Split(want, "\n")
	for i, line := range lines {
		lines[i] = fmt.Sprintf("read %+q", line)
	}
	p.See(fmt.Sprintf("%s and a new prompt", lines), func(s screen) bool {
		for _, line := range lines {
			if !slices.Contains(s.Lines, line) {
				return false
			}
		}
		return s.Reads >= now.Reads+len(lines)
	})
}

// leaves types Ctrl-D and waits until the program has ended.
func (p session) leaves() {
	p.T.Helper()
	p.Type("\x04")
	p.Wait()
}
