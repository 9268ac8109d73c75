//go:build unix

package terminal_test

import (
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"one candidate", "g\x09/x", "get /x"},
		{"one that goes on", "ls /c\x09x", "ls /cats/x"},
		{"within a line", "g /x\x01\x06\x09", "get /x"},
		{"common prefix", "ls /m\x09b", "ls /mice/b"},
		{"other quotes", "ls /a\x09x", `ls "/a b" x`},
		{"common prefix with other quotes", "ls /q\x09x", `ls "/q x`},
		{"wide prefix", "日本\x09x", "日本x"},
		{"nothing", "zzz\x09x", "zzzx"},
		{"an empty line", "\x09x", "x"},
		{"a pasted tab", "\x1b[200~g\t\x1b[201~x", "g\tx"},
		{"after a pasted tab", "ls\x1b[200~\t\x1b[201~ /c\x09x", "ls\t /cats/x"},
		{"a candidate that comes too late", "hang\x09x", "hangx"},
		{"an answer at the last moment", "slow\x09\x15x", "x"},
	}
	p := atPrompt(t, 80, 24)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.T = t
			p.Type("\x0c")
			p.enters(tt.keys, tt.want)
		})
	}
	t.Run("ctrl-c while a completion hangs", func(t *testing.T) {
		p.T = t
		p.Type("hang\x09\x09\x03")
		p.Text("interrupted")
		p.enters("alive", "alive")
	})
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	t.Run("columns", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 10)
		p.Type("/mice/\x09x")
		p.See("the names, and no character that acts", func(s screen) bool {
			return s.String() == `/mice/a                       file`+"\n"+
				`/mice/b                       directory`+"\n"+
				`/mice/\u001b[2J\u202ec\nd      a value…`+"\n> /mice/x" || s.Last() == "> /mice/x" && fits(t, s, 40, `\u001b[2J`)
		})
	})
	t.Run("ten thousand", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 50, 12)
		p.Type("many\x09\x09")
		s := p.See("the line below", func(s screen) bool { return s.Has("more") && s.Last() == "> many0" })
		want := []string{
			"many00000  file  many00008  file  many00016  file",
			"… and 9,976 more",
		}
		if s.Lines[0] != want[0] || s.Lines[8] != want[1] || len(s.Lines) != 10 {
			t.Errorf("got\n%s\nwant %q first, %q as the ninth line", s.String(), want[0], want[1])
		}
	})
	t.Run("wider than the screen", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 12)
		p.Type("wide\x09\x01\x05\x0e\x10")
		s := p.See("two candidates", func(s screen) bool { return strings.Count(s.String(), "…") >= 2 && s.Last() == "> wide" })
		if len(s.Lines) != 3 {
			t.Errorf("got\n%s\nwant one line for each candidate", s.String())
		}
		p.enters("", "wide")
	})
	t.Run("wide characters", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 12)
		p.Type("日本\x09\x09\x7f")
		p.See("two lists", func(s screen) bool {
			return s.String() == "日本国  日本語\n日本国  日本語\n> 日" || s.String() == "日本語  日本国\n日本語  日本国\n> 日"
		})
	})
	t.Run("no completer", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 12, "plain")
		p.enters("a\x09b", "ab")
	})
}

// fits reports whether a view with text in it is no wider than the screen and
// holds nothing raw.
func fits(t *testing.T, s screen, columns int, text string) bool {
	t.Helper()
	for _, line := range s.Lines {
		if len([]rune(line)) > columns || strings.ContainsRune(line, '\u202e') {
			return false
		}
	}
	return s.Has(text)
}
