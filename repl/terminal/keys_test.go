//go:build unix

package terminal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"etcd2sh/repl/terminal/terminaltest"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"ctrl-left in xterm", "abc def\x1b[1;5DX", "abc Xdef"},
		{"ctrl-left in rxvt", "abc def\x1bOdX", "abc Xdef"},
		{"alt-left", "abc def\x1b[1;3DX", "abc Xdef"},
		{"ctrl-right in tmux", "abc def\x01\x1b[1;5CX", "abc Xdef"},
		{"home in xterm", "abc\x1b[HX", "Xabc"},
		{"home in application mode", "abc\x1bOHX", "Xabc"},
		{"home in tmux", "abc\x1b[1~X", "Xabc"},
		{"home in putty", "abc\x1b[7~X", "Xabc"},
		{"end in xterm", "abc\x01\x1b[FX", "abcX"},
		{"end in tmux", "abc\x01\x1b[4~X", "abcX"},
		{"end in rxvt", "abc\x01\x1b[8~X", "abcX"},
		{"arrows", "abc\x1b[D\x1b[D\x1b[CX", "abXc"},
		{"arrows in application mode", "abc\x1bOD\x1bOD\x1bOCX", "abXc"},
		{"delete", "abc\x1b[D\x1b[D\x1b[3~", "ac"},
		{"ctrl-delete", "abc def\x01\x1b[3;5~", " def"},
		{"delete at the end", "abc\x1b[3~", "abc"},
		{"ctrl-d within a line", "abc\x02\x04", "ab"},
		{"alt-b", "abc def\x1bbX", "abc Xdef"},
		{"alt-d", "abc def\x01\x1bd", " def"},
		{"page up", "abc\x1b[5~\x1b[200z", "abc"},
		{"function key of the linux console", "abc\x1b[[A", "abc"},
		{"unbound control keys", "a\x0f\x11\x16\x18\x1c\x1d\x1eb", "ab"},
		{"ctrl-z", "a\x1ab", "ab"},
		{"alt-t", "a\x1b\x14\x1btb", "ab"},
		{"c1 controls", "a\u009bb\u0085", "ab"},
		{"ctrl-t on one character", "a\x14b", "ab"},
		{"ctrl-w in the first word", "abc def\x01\x06\x06\x17", "c def"},
		{"ctrl-w", "abc def\x17", "abc "},
		{"ctrl-w takes what stands before the last blank", "get [:cats :mittens] /a/b-c\x17", "get [:cats :mittens] "},
		{"ctrl-w takes the blanks behind it too", "get /日本/a  \x17", "get "},
		{"alt-backspace takes a word", "get /a/b-c\x1b\x7f", "get /a/b-"},
		{"alt-backspace in cyrillic", "get привет-мир\x1b\x7f", "get привет-"},
		{"alt-backspace takes the marks", "get cafe\u0301s\x1b\x7f", "get "},
		{"alt-d in devanagari", "हिन्दी भाषा x\x01\x1bd", " भाषा x"},
		{"alt-b in greek", "get /αβγ/δε\x1bb\x1bbX", "get /Xαβγ/δε"},
		{"alt-f in arabic", "سلام ٤٢ x\x01\x1bfX", "سلام X٤٢ x"},
		{"kill and yank", "abc\x15x\x19", "xabc"},
		{"a killed word is yanked", "abc déf\x17ghi \x19", "abc ghi déf"},
		{"kills in a row are joined", "a b c\x17\x17x \x19", "a x b c"},
		{"kills in a row to both sides", "a b c d\x02\x02\x02\x17\x0bx\x19", "a xb c d"},
		{"words killed with alt in a row", "a b c\x1b\x7f\x1b\x7fx \x19", "a x b c"},
		{"a kill after a motion is alone", "a b c\x17\x02\x17\x19\x19", "a bb "},
		{"the last kill is yanked", "abc def\x01\x0bx \x1b\x7fy \x19", "y x "},
		{"nul", "a\x00b", "ab"},
		{"invalid utf-8", "a\xffb", "a\ufffdb"},
		{"wide", "日本語\x1b[D\x1b[DX", "日X本語"},
		{"clusters", "a👨‍👩‍👧e\u0301\x1b[D\x1b[DX\x1b[3~", "aXe\u0301"},
		{"backspace takes a cluster", "ae\u0301\x7f", "a"},
		{"paste", "get \x1b[200~a\tb\r\nc\nd\re\x1b[31m\x03\x00\x04日\x1b[201~!", "get a\tb\nc\nd\ne[31m日!"},
		{"paste within a line", "ad\x02\x1b[200~b\nc\x1b[201~", "ab\ncd"},
		{"paste of a private character", "\x1b[200~\ue00a\U0010ff00\x1b[201~", "\ue00a\U0010ff00"},
	}
	p := atPrompt(t, 80, 24)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { // one after the other, in one terminal
			p.T = t
			p.Type("\x0c")
			p.enters(tt.keys, tt.want)
		})
	}
	t.Run("ctrl-j", func(t *testing.T) {
		p.T = t
		p.ends("\x0cabcd\x1b[D\n", "abcd")
	})
}

func TestViKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"arrows in insert mode", "abc\x1b[D\x1b[DX", "aXbc"},
		{"arrows in normal mode", "abc\x1b\x1b[Dx", "ac"},
		{"home and end in normal mode", "abc\x1b\x1b[1~x\x1b[4~aX", "bcX"},
		{"ctrl-arrows in insert mode", "abc def\x1b[1;5DX", "abc Xdef"},
		{"escape steps back", "abc\x1bx", "ab"},
		{"delete in normal mode", "abc\x1b0\x1b[3~", "bc"},
		{"motions", "abc def\x1bbbiX", "Xabc def"},
		{"dw", "abc def\x1b0dw", " def"},
		{"dd", "abc\x1bddxyiz", "z"},
		{"words of any script", "añb été x\x1bbdw", "añb  x"},
		{"dw and p", "été x\x1b0dwp", "été x"},
		{"S", "abc\x1bSx", "x"},
		{"e", "été ñu\x1b0eeaX", "été ñuX"},
		{"cw", "abc def\x1b0cwX", "X def"},
		{"u", "abc def\x1b0xxu", "bc def"},
		{"ctrl-_ in insert mode", "abc\x17def\x1f\x1f", "abc"},
		{"C", "abc def\x1b0wCX", "abc X"},
		{"D", "abc def\x1b0wD", "abc "},
		{"r", "abc\x1brX", "abX"},
		{"r behind the end", "abc\x1b$rXx", "ab"},
		{"e at the end", "ab\x1be$ee", "ab"},
		{"f", "abcdef\x1b0fdx", "abcef"},
		{"enter as the second key", "abc\x1bd", "abc"},
		{"enter after r", "abc\x1br", "abc"},
		{"ctrl-d as the second key", "abc\x1b0d\x04", "bc"},
		{"insert mode again on the next line", "k", "k"},
		{"up in normal mode", "\x1bk", "k"},
		{"paste in normal mode", "ac\x1b\x1b[200~b\x1b[201~", "abc"},
		{"search from normal mode", "\x1b\x12bcX", "bcX"},
	}
	p := atPrompt(t, 80, 24, "vi")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.T = t
			p.Type("\x0c")
			p.enters(tt.keys, tt.want)
		})
	}
	t.Run("ctrl-j in normal mode", func(t *testing.T) {
		p.T = t
		p.ends("\x0cabcd\x1b\n", "abcd")
	})
	t.Run("back to emacs", func(t *testing.T) {
		p.T = t
		p.enters("emacs", "emacs")
		p.enters("abc def\x1bbX", "abc Xdef")
		p.enters("vi", "vi")
		p.enters("abc\x1bx", "ab")
	})
}

func TestEnds(t *testing.T) {
	t.Parallel()
	t.Run("delete on an empty line", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.Type("\x1b[3~\x1b[3~")
		p.enters("alive", "alive")
		p.enters("a\x7f\x1b[3~b", "b") // all in one read
	})
	t.Run("nul", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.Type("\x00\x00")
		p.enters("alive", "alive")
		p.Type("\x04")
		p.Text("end, line mode true, close: <nil>")
		p.Wait()
	})
	t.Run("ctrl-d", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.Type("\x04")
		p.Text("end, line mode true, close: <nil>")
		p.Wait()
	})
	t.Run("ctrl-d in vi's normal mode", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24, "vi")
		p.Type("\x1b\x04")
		p.Text("end, line mode true, close: <nil>")
		p.Wait()
	})
	t.Run("ctrl-c drops the line", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.Type("get /a\x03")
		p.See("an interrupted line", func(s screen) bool {
			return s.String() == "> get /a^C\ninterrupted\n>"
		})
		p.enters("next", "next")
	})
	t.Run("unbound keys, then close", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.enters("\x1a\x1f\x1aa", "a")
		p.See("no prompt within the output", func(s screen) bool { return s.String() == "> a\nread \"a\"\n>" })
		p.Type("\x04")
		p.Text("close: <nil>")
		p.Wait()
	})
	t.Run("close while reading", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.Type("delete-all!")
		p.Line("> delete-all!")
		p.Signal(syscall.SIGTERM)
		p.Text("end, line mode true, close: <nil>")
		p.Wait()
		if s := p.Screen(); s.Has("read") {
			t.Errorf("got a screen\n%s\nwant that the unfinished line is dropped", s.String())
		}
	})
	t.Run("the terminal hangs up", func(t *testing.T) {
		t.Parallel()
		output := filepath.Join(t.TempDir(), "out")
		cmd := command(t, "nohup", "stdout="+output)
		tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
		if err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(terminaltest.Patience, func() { cmd.Process.Kill() })
		defer kill.Stop()
		if _, err := tty.WriteString("get /a\rabc"); err != nil {
			t.Fatal(err)
		}
		var seen []byte
		for buf := make([]byte, 512); !bytes.Contains(seen, []byte("abc\x1b[0m")); {
			n, err := tty.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, buf[:n]...)
		}
		tty.Close()
		if err := cmd.Wait(); err != nil {
			t.Fatalf("got %v, want a clean end", err)
		}
		got, err := os.ReadFile(output)
		want := "read \"get /a\"\n"
		if err != nil || !strings.HasPrefix(string(got), want) || strings.Count(string(got), "read") != 1 {
			t.Errorf("got %q, %v, want %q and the end", got, err, want)
		}
	})
	t.Run("the context ends", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.Type("abc\x12a")
		p.Line("(failed reverse-i-search)`a': abc")
		p.Signal(syscall.SIGUSR2)
		p.See("a new prompt", func(s screen) bool { return s.String() == "> abc\ncancelled\n>" })
		p.enters("next", "next")
		p.Signal(syscall.SIGUSR2)
		p.See("another prompt", func(s screen) bool { return strings.Count(s.String(), "cancelled\n>") == 2 })
		p.Type("\x04")
		p.Wait()
	})
	t.Run("the context ends in vi's normal mode", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24, "vi")
		p.Type("abc")
		p.cursor(5)
		p.Type("\x1b")
		p.cursor(4)
		p.Signal(syscall.SIGUSR2)
		p.See("a new prompt", func(s screen) bool { return s.String() == "> abc\ncancelled\n>" })
		p.enters("next", "next")
	})
	t.Run("a child gets all of its input", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 80, 24)
		p.Type("child\r")
		p.Text("child waits")
		p.Type("hello\n")
		p.Text(`child got "hello\n" <nil>, line mode true`)
		p.Line(">")
		p.enters("next", "next")
	})
}

// TestTypedAhead types while no line is read.
func TestTypedAhead(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, before, want string }{
		{"keys that a terminal acts upon", "x\x15abc def\x17ghi\x01\x1b[C\x04\x12\x07\x16", "", "ac ghi"},
		{"a paste", "\x1b[200~a\r\nb\x1b[201~", " a\nread \"a\"\n>", "b"},
	}
	p := atPrompt(t, 60, 20)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.T = t
			p.Type("pause\r")
			before := p.Line("paused")
			p.Type(tt.keys)
			p.Signal(syscall.SIGCONT)
			p.Text("resumed")
			p.enters("", tt.want)
			if s := p.Screen(); !s.Has(before.String() + "\nresumed\n>" + tt.before) {
				t.Errorf("got a screen\n%s\nwant nothing of the keys on it before the prompt", s.String())
			}
			p.Type("\x0c")
		})
	}
}
