package terminal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
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
		{"unbound control keys", "a\x0f\x11\x16\x18\x1c\x1d\x1e\x1fb", "ab"},
		{"ctrl-z", "a\x1ab", "ab"},
		{"alt-t", "a\x1b\x14\x1btb", "ab"},
		{"c1 controls", "a\u009bb\u0085", "ab"},
		{"ctrl-t on one character", "a\x14b", "ab"},
		{"ctrl-w in the first word", "abc def\x01\x06\x06\x17", "c def"},
		{"ctrl-w", "abc def\x17", "abc "},
		{"kill and yank", "abc\x15x\x19", "xabc"},
		{"nul", "a\x00b", "ab"},
		{"invalid utf-8", "a\xffb", "a\ufffdb"},
		{"wide", "日本語\x1b[D\x1b[DX", "日X本語"},
		{"clusters", "a👨‍👩‍👧e\u0301\x1b[D\x1b[DX\x1b[3~", "aXe\u0301"},
		{"backspace takes a cluster", "ae\u0301\x7f", "a"},
		{"paste", "get \x1b[200~a\tb\r\nc\nd\re\x1b[31m\x03\x00\x04日\x1b[201~!", "get a b\nc\nd\ne[31m日!"},
		{"paste within a line", "ad\x02\x1b[200~b\nc\x1b[201~", "ab\ncd"},
		{"paste of a private character", "\x1b[200~\ue00a\U0010ff00\x1b[201~", "\ue00a\U0010ff00"},
	}
	p := sit(t, 80, 24)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { // one after the other, in one terminal
			p.t = t
			p.types("\x0c")
			p.enters(tt.keys, tt.want)
		})
	}
	t.Run("ctrl-j", func(t *testing.T) {
		p.t = t
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
		{"cw", "abc def\x1b0cwX", "X def"},
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
	p := sit(t, 80, 24, "vi")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.t = t
			p.types("\x0c")
			p.enters(tt.keys, tt.want)
		})
	}
	t.Run("ctrl-j in normal mode", func(t *testing.T) {
		p.t = t
		p.ends("\x0cabcd\x1b\n", "abcd")
	})
	t.Run("back to emacs", func(t *testing.T) {
		p.t = t
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
		p := sit(t, 80, 24)
		p.types("\x1b[3~\x1b[3~").enters("alive", "alive")
		p.enters("a\x7f\x1b[3~b", "b") // all in one read
	})
	t.Run("nul", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24)
		p.types("\x00\x00").enters("alive", "alive")
		p.types("\x04")
		p.text("end, line mode true, close: <nil>")
		p.left()
	})
	t.Run("ctrl-d", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24)
		p.types("\x04")
		p.text("end, line mode true, close: <nil>")
		p.left()
	})
	t.Run("ctrl-d in vi's normal mode", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24, "vi")
		p.types("\x1b\x04")
		p.text("end, line mode true, close: <nil>")
		p.left()
	})
	t.Run("ctrl-c drops the line", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24)
		p.types("get /a\x03")
		p.see("an interrupted line", func(v view) bool {
			return v.all == "> get /a^C\ninterrupted\n>"
		})
		p.enters("next", "next")
	})
	t.Run("unbound keys, then close", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24)
		p.enters("\x1a\x1f\x1aa", "a")
		p.see("no prompt within the output", func(v view) bool { return v.all == "> a\nread \"a\"\n>" })
		p.types("\x04")
		p.text("close: <nil>")
		p.left()
	})
	t.Run("close while reading", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24)
		p.types("delete-all!")
		p.line("> delete-all!")
		p.signal(syscall.SIGTERM)
		p.text("end, line mode true, close: <nil>")
		p.left()
		if v, _ := p.look(); v.has("read") {
			t.Errorf("got a screen\n%s\nwant that the unfinished line is dropped", v.all)
		}
	})
	t.Run("the terminal hangs up", func(t *testing.T) {
		t.Parallel()
		output := filepath.Join(t.TempDir(), "out")
		p := begin(t, 80, 24, "nohup", "stdout="+output)
		p.types("get /a\rabc")
		var seen []byte
		for buf := make([]byte, 512); !bytes.Contains(seen, []byte("abc\x1b[0m")); {
			n, err := p.tty.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, buf[:n]...)
		}
		p.tty.Close()
		p.left()
		got, err := os.ReadFile(output)
		want := "read \"get /a\"\n"
		if err != nil || !strings.HasPrefix(string(got), want) || strings.Count(string(got), "read") != 1 {
			t.Errorf("got %q, %v, want %q and the end", got, err, want)
		}
	})
	t.Run("the context ends", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24)
		p.types("abc\x12a")
		p.line("(failed reverse-i-search)`a': abc")
		p.signal(syscall.SIGUSR2)
		p.see("a new prompt", func(v view) bool { return v.all == "> abc\ncancelled\n>" })
		p.enters("next", "next")
		p.signal(syscall.SIGUSR2)
		p.see("another prompt", func(v view) bool { return strings.Count(v.all, "cancelled\n>") == 2 })
		p.types("\x04")
		p.left()
	})
	t.Run("the context ends in vi's normal mode", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24, "vi")
		p.types("abc")
		p.cursor(5)
		p.types("\x1b")
		p.cursor(4)
		p.signal(syscall.SIGUSR2)
		p.see("a new prompt", func(v view) bool { return v.all == "> abc\ncancelled\n>" })
		p.enters("next", "next")
	})
	t.Run("a child gets all of its input", func(t *testing.T) {
		t.Parallel()
		p := sit(t, 80, 24)
		p.types("child\r")
		p.text("child waits")
		p.types("hello\n")
		p.text(`child got "hello\n" <nil>, line mode true`)
		p.line(">")
		p.enters("next", "next")
	})
}

// TestTypedAhead types while no line is read.
func TestTypedAhead(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"keys that a terminal acts upon", "x\x15abc def\x17ghi\x01\x1b[C\x04\x12\x07\x16", "ac ghi"},
		{"a paste", "\x1b[200~a\r\nb\x1b[201~", "a\nb"},
	}
	p := sit(t, 60, 20)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.t = t
			p.types("pause\r")
			before := p.line("paused")
			p.types(tt.keys)
			p.signal(syscall.SIGCONT)
			p.text("resumed")
			p.enters("", tt.want)
			if v, _ := p.look(); !v.has(before.all + "\nresumed\n>") {
				t.Errorf("got a screen\n%s\nwant nothing of the keys on it before the prompt", v.all)
			}
			p.types("\x0c")
		})
	}
}
