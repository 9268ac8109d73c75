//go:build unix

package terminal_test

import (
	"strings"
	"syscall"
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
	t.Run("descriptions", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 10)
		p.Type("/mice/\x09")
		p.See("the names, and no character that acts", func(s screen) bool {
			return s.String() == "> /mice/\n"+
				` /mice/a                    file`+"\n"+
				` /mice/b                    directory`+"\n"+
				` /mice/\u001b[2J\u202ec\nd  a value\u0…`
		})
		p.Type("x").See("the line alone", func(s screen) bool { return s.String() == "> /mice/x" })
	})
	t.Run("ten thousand", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 50, 12)
		p.Type("many\x09")
		s := p.See("a list", func(s screen) bool { return s.Has("more") && s.Typed() == "many0" })
		want := []string{
			" many00000    many00010    many00020    many00030",
			"… and 9,960 more",
		}
		if s.Lines[1] != want[0] || s.Last() != want[1] || len(s.Lines) != 12 {
			t.Errorf("got\n%s\nwant %q first, %q as the last line", s.String(), want[0], want[1])
		}
		p.Type(strings.Repeat("\x09", 41))
		s = p.See("the page of the selected one", func(s screen) bool { return s.Typed() == "many00040" })
		if s.Lines[1] != ">many00040    many00050    many00060    many00070" {
			t.Errorf("got\n%s\nwant the candidate marked in the list", s.String())
		}
	})
	t.Run("what is selected", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 4)
		p.Type("many\x09\x09").See("its description", func(s screen) bool {
			return s.Last() == "… and 9,992 more: file" && s.Lines[1] == ">many00000    many00002    many00004    many00006"
		})
	})
	t.Run("no more than fit", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 20, 3)
		p.Type("many\x09").See("three lines", func(s screen) bool {
			return s.String() == "> many0\n many00000\n… and 9,999 more"
		})
		p.enters("", "many0")
	})
	t.Run("wider than the screen", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 12)
		p.Type("wide\x09")
		s := p.See("two candidates", func(s screen) bool { return strings.Count(s.String(), "…") >= 2 && s.Typed() == "wide" })
		if len(s.Lines) != 3 || !strings.HasSuffix(s.Last(), "…   second") {
			t.Errorf("got\n%s\nwant one line for each candidate", s.String())
		}
		p.enters("\x01\x05\x0e\x10", "wide")
	})
	t.Run("wide characters", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 12)
		p.Type("日本\x09").See("a list", func(s screen) bool { return s.String() == "> 日本\n 日本語    日本国" })
		p.Type("\x7f").See("the line alone", func(s screen) bool { return s.String() == "> 日" })
	})
	t.Run("at the bottom of the screen", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 5)
		p.enters("one", "one")
		p.enters("two", "two")
		p.Type("/m\x09\x09").See("the list below the line", func(s screen) bool {
			return s.String() == "> two\nread \"two\"\n> /mice/a\n>/mice/a  file\n /mice/b  directory"
		})
		p.Type("x").See("the line alone", func(s screen) bool { return s.String() == "> two\nread \"two\"\n> /mice/ax" })
		p.enters("", "/mice/ax")
	})
	t.Run("news while they are shown", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 12)
		p.Type("/m\x09\x09").Text(">/mice/a")
		p.Signal(syscall.SIGUSR1)
		p.See("the news above", func(s screen) bool {
			return s.String() == "news\n> /mice/a\n>/mice/a  file\n /mice/b  directory"
		})
	})
	t.Run("dumb", func(t *testing.T) {
		t.Parallel()
		p := start(t, 40, 12, "dumb")
		p.Line("> ")
		const list = " /mice/a  file\n /mice/b  directory\n> "
		p.Type("/m\x09").See("the list above", func(s screen) bool { return strings.HasSuffix(s.String(), list+"/mice/") })
		p.Type("\x09").See("the first", func(s screen) bool { return strings.HasSuffix(s.String(), list+"/mice/a") })
		p.Type("\x09").See("the second", func(s screen) bool { return strings.HasSuffix(s.String(), list+"/mice/b") })
		if s := p.Screen(); strings.Count(s.String(), "directory") != 1 {
			t.Errorf("got\n%s\nwant the list once", s.String())
		}
	})
	t.Run("no completer", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 40, 12, "plain")
		p.enters("a\x09b", "ab")
	})
}

// Tab walks through the candidates, and what ends the walk keeps the one that is
// selected, but for Escape.
func TestChoice(t *testing.T) {
	t.Parallel()
	const backTab = "\x1b[Z"
	for _, mode := range []string{"emacs", "vi"} {
		p := atPrompt(t, 60, 12, mode)
		tests := []struct{ name, keys, shows, more, want string }{
			{"the first", "ls /m\x09\x09", ">/mice/a", "x", "ls /mice/ax"},
			{"the second", "ls /m\x09\x09\x09", ">/mice/b", "x", "ls /mice/bx"},
			{"round", "ls /m\x09\x09\x09\x09", ">/mice/a", "x", "ls /mice/ax"},
			{"back", "ls /m\x09\x09\x09" + backTab, ">/mice/a", "x", "ls /mice/ax"},
			{"the last", "ls /m\x09" + backTab, ">/mice/b", "x", "ls /mice/bx"},
			{"Enter takes a whole one", "ls /m\x09\x09", ">/mice/a", "\rx", "ls /mice/a x"},
			{"Enter takes one that goes on", "ls /m\x09\x09\x09", ">/mice/b", "\rx", "ls /mice/bx"},
			{"within a line", "ls /m z\x01\x1b[1;5C\x06\x09\x09", ">/mice/a", "\rx", "ls /mice/ax z"},
			{"a cursor key", "ls /m\x09\x09", ">/mice/a", "\x02x", "ls /mice/xa"},
			{"Backspace", "ls /m\x09\x09", ">/mice/a", "\x7fx", "ls /mice/x"},
			{"Enter with none selected", "ls /m\x09", " /mice/a", "", "ls /mice/"},
		}
		for _, tt := range tests {
			t.Run(mode+", "+tt.name, func(t *testing.T) {
				p.T = t
				p.Type("\x0c" + tt.keys).Text(tt.shows)
				p.Type(tt.more).See("no list", func(s screen) bool { return tt.more == "" || !s.Has(" file") })
				p.enters("", tt.want)
			})
		}
		t.Run(mode+", Escape", func(t *testing.T) {
			p.T = t
			p.Type("\x0cls /m\x09\x09").Text(">/mice/a")
			p.Type("\x1b").See("the line as it was", func(s screen) bool { return s.String() == "> ls /mice/" })
			p.enters("x", "ls /mice/x")
		})
	}
	t.Run("Alt and a key", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 12)
		p.Type("ls /m\x09\x09").Text(">/mice/a")
		p.enters("\x1bbx", "ls /mice/xa")
	})
	t.Run("reversed", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 12)
		p.Type("ls /m\x09\x09").Text(">/mice/a")
		if a, b := p.Cell(1, 1), p.Cell(1, 2); a.FG == b.FG {
			t.Errorf("got %+v and %+v, want the selected one to look different", a, b)
		}
	})
	t.Run("vi, normal mode", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 12, "vi")
		p.Type("ls /mx\x1b")
		p.cursor(7)
		p.Type("\x09\x09").Text(">/mice/a")
		p.enters("\x09D", "ls /mice/b")
	})
}
