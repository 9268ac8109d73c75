//go:build unix

package terminal_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// TestAskSecret: what is typed or pasted is the answer, and nothing of it is shown,
// then or later; what was typed before the question is none.
func TestAskSecret(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 80, 24)
	for _, tt := range []struct{ name, ahead, keys, want string }{
		{"typed", "", "hunter2\r", "hunter2"},
		{"nothing", "", "\r", ""},
		{"typed ahead", "abc\r", "hunter2\r", "hunter2"},
		{"backspace", "", "hunterx\x7f2\r", "hunter2"},
		{"backspace over a wide one", "", "hunter語\x7f2\r", "hunter2"},
		{"backspace too often", "", "h\x7f\x7f\x7fhunter2\r", "hunter2"},
		{"begun anew", "", "hunter\x15hunter2\r", "hunter2"},
		{"arrows and history", "", "\x1b[A\x1b[Dhunter2\t\x12\r", "hunter2"},
		{"a paste", "", "\x1b[200~abc\x1b[201~hunter2\r", "hunter2"},
		{"Unicode and blanks", "", "pässword 日本\r", "pässword 日本"},
	} {
		t.Run(tt.name, func(t *testing.T) { // one after the other, in one terminal
			p.T = t
			p.Type("\x0cpassword\r")
			p.Line("asks soon")
			p.Type(tt.ahead)
			before := len(p.Sent())
			p.Signal(syscall.SIGCONT)
			p.Line("password?")
			p.Type(tt.keys)
			end := fmt.Sprintf("\npassword?\ngot %x <nil>\n>", tt.want)
			p.See("the answer, and a prompt", func(s screen) bool { return strings.HasSuffix(s.String(), end) })
			if sent := p.Sent()[before:]; strings.Contains(sent, "hunter") || strings.Contains(sent, "*") {
				t.Errorf("sent %q, want nothing of the answer", sent)
			}
		})
	}
	p.T = t
	p.enters("\x19\x1b[Aget", "passwordget") // neither what was taken out nor the history has it
	p.leaves()
}

// TestAskSecretEnds: Ctrl-D and the end of the context end the question.
func TestAskSecretEnds(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 80, 24)
	for name, end := range map[string]func(){
		"interrupted":      func() { p.Type("\x04") },
		"context canceled": func() { p.Type("hun"); p.Signal(syscall.SIGUSR2) },
	} {
		p.Type("\x0cpassword\r")
		p.Line("asks soon")
		p.Signal(syscall.SIGCONT)
		p.Line("password?")
		end()
		p.See(name, func(s screen) bool { return strings.HasSuffix(s.String(), "\ngot  "+name+"\n>") })
	}
	p.leaves()
}
