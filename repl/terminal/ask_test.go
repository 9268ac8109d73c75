//go:build unix

package terminal_test

import (
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// asked makes the program ask when these keys have been typed.
func (p session) asked(ahead string) {
	p.T.Helper()
	p.Type("\x0cask\r")
	p.Line("asks soon")
	p.Type(ahead)
	p.Signal(syscall.SIGCONT)
}

// answers waits for the question, types keys and Enter, and waits for what the
// program got and for its next prompt.
func (p session) answers(keys, want string) {
	p.T.Helper()
	p.Line("sure?")
	p.Type(keys + "\r")
	p.See("the answer "+want, func(s screen) bool { return strings.HasSuffix(s.String(), "\nanswered "+want+" <nil>\n>") })
}

// TestAskTypedAhead types what could be an answer before the question can be
// seen.
func TestAskTypedAhead(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, ahead string }{
		{"nothing", ""},
		{"an answer", "y\r"},
		{"a part of one", "y"},
		{"lines", strings.Repeat("y\r", 1000)},
		{"a paste", "\x1b[200~y\ry\r\x1b[201~\r"},
		{"many pastes", strings.Repeat("\x1b[200~y\x1b[201~\r", 100)},
		{"an escape", "y\r\x1b"},
	}
	p := atPrompt(t, 80, 24)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { // one after the other, in one terminal
			p.T = t
			p.asked(tt.ahead)
			p.answers("\x1b[200~n\x1b[201~", `"n"`)
		})
	}
	t.Run("a paste whose second half comes later", func(t *testing.T) {
		p.T = t
		p.asked("\x1b[200~y\r")
		p.Type("y\ry\r\x1b[201~")
		p.answers("n", `"n"`)
	})
	t.Run("a paste without an end", func(t *testing.T) {
		p.T = t
		p.asked("\x1b[200~y\r")
		p.Signal(syscall.SIGUSR2)
		p.Text(`answered "" context canceled`)
		p.enters("\x1b[201~\x15next", "next") // wherever in the paste the context ended
	})
}

// styled is a colour, or the faint of a hint.
var styled = regexp.MustCompile(`\x1b\[[1-9][0-9;]*m`)

// TestAskKeys types the keys that help with a command.
func TestAskKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"history", "\x1b[A\x1b[A\x1b[B\x10\x0ey", `"y"`},
		{"search", "y\x12get\x13", `"yget"`},
		{"completion", "g\t", `"g"`},
		{"what has a colour and a hint", "get", `"get"`},
		{"editing", "nay\x01\x1b[3~\x06\x7f", `"y"`},
		{"a paste", "\x1b[200~y\nls\x1b[201~", `"y\nls"`},
	}
	for _, mode := range []string{"emacs", "vi"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := atPrompt(t, 80, 24, "history", mode)
			for _, tt := range tests {
				t.Run(tt.name, func(t *testing.T) {
					p.T = t
					p.asked("")
					p.Line("sure?")
					before := p.Sent()
					p.answers(tt.keys, tt.want)
					if sent := p.Sent()[len(before):]; styled.MatchString(sent) {
						t.Errorf("sent %q, want neither colours nor hints", sent)
					}
				})
			}
			p.T = t
			if mode == "vi" {
				p.asked("")
				p.answers("y\x1bkjkk", `"y"`)
			}
			p.Type("\x0c\x1b[A")
			p.Line("> ask")
		})
	}
}
