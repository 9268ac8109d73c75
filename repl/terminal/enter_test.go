//go:build unix

package terminal_test

import (
	"strings"
	"syscall"
	"testing"
)

// pasted is a text as a terminal sends it when it is pasted.
func pasted(text string) string { return "\x1b[200~" + text + "\x1b[201~" }

func TestPasteOfLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, keys string
		want       []string // the screen
	}{
		{"each line as if it was typed", pasted("one\ntwo\n"), []string{`> one`, `read "one"`, `> two`, `read "two"`, `>`}},
		{"the last line is left to edit", pasted("one\r\ntwo") + "\x02X", []string{`> one`, `read "one"`, `> twXo`}},
		{"behind what was typed", "o" + pasted("ne\ntwo\n"), []string{`> one`, `read "one"`, `> two`, `read "two"`, `>`}},
		{"within a line it waits for Enter", "ad\x02" + pasted("b\nc"), []string{`> ab⏎cd`}},
		{"and then comes line by line", "ad\x02" + pasted("b\nc") + "\r", []string{`> ab`, `read "ab"`, `> cd`, `read "cd"`, `>`}},
		{"two pastes", pasted("one\n") + pasted("two\nthree"), []string{`> one`, `read "one"`, `> two`, `read "two"`, `> three`}},
		{"keys after it", pasted("one\ntw") + "o\r", []string{`> one`, `read "one"`, `> two`, `read "two"`, `>`}},
		{"empty lines", pasted("\n\none"), []string{`>`, `read ""`, `>`, `read ""`, `> one`}},
		{"after a search", "\x12zz" + pasted("one\n"), []string{`> one`, `read "one"`, `>`}},
		{"a recalled command of several lines", up + "\x15mu" + up + "\r", []string{`> multi`, `read "multi"`, `> line`, `read "line"`, `>`}},
	}
	for _, mode := range []string{"emacs", "vi"} {
		for _, tt := range tests {
			t.Run(mode+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				p := atPrompt(t, 40, 20, "history", mode)
				p.Type(tt.keys)
				want := strings.Join(tt.want, "\n")
				p.See("the screen\n"+want, func(s screen) bool { return s.String() == want })
			})
		}
	}
	t.Run("typed without marks", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 20)
		p.Type("one\ntwo\nthree")
		p.See("three lines", func(s screen) bool {
			return s.String() == "> one\nread \"one\"\n> two\nread \"two\"\n> three"
		})
	})
	t.Run("on a dumb terminal", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 20, "dumb")
		p.Type(pasted("one\ntwo"))
		p.See("two lines", func(s screen) bool { return s.String() == "> one\nread \"one\"\n> two" })
	})
	t.Run("a question comes between", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 20)
		p.Type(pasted("one\nask\nyes\n"))
		p.Line("asks soon")
		p.Signal(syscall.SIGCONT)
		p.Line("sure?")
		p.Type("no\r")
		p.See("the answer, and the rest of the paste", func(s screen) bool {
			return strings.HasSuffix(s.String(), "answered \"no\" <nil>\n> yes\nread \"yes\"\n>")
		})
	})
}

func TestUpWithinLines(t *testing.T) {
	t.Parallel()
	text := "d\x02" + pasted("abc\nde\nfgh")
	tests := []struct{ name, keys, want string }{
		{"up", text + up + "X", "abc\ndeX\nfghd"},
		{"up twice", text + up + up + "X", "abXc\nde\nfghd"},
		{"up in the first line is the history", "get" + up + "X", "get /bX"},
		{"and down", text + up + up + down + "X", "abc\ndeX\nfghd"},
		{"up from a recalled command goes on", strings.Repeat(up, 6) + "X", "wide 日本X"},
		{"up within a recalled command that was touched", "mu" + up + "\x02" + up + "X", "mulXti\nline"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := atPrompt(t, 40, 20, "history")
			p.enters(tt.keys, tt.want)
		})
	}
}
