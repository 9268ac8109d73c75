package terminal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/repl/terminal"

	"github.com/hinshun/vt10x"
)

func TestPipedInput(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if _, err := terminal.New(terminal.Config{In: r, Out: w}); err == nil {
		t.Error("got an editor for a pipe, want an error")
	}
}

func TestRedirectedOutput(t *testing.T) {
	t.Parallel()
	output := filepath.Join(t.TempDir(), "out")
	p := sit(t, 80, 24, "stdout="+output)
	p.types("get /a\r")
	p.line(">")
	p.types("x\x7f")
	p.leaves()
	got, err := os.ReadFile(output)
	want := "read \"get /a\"\nend, line mode true, close: <nil>\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestWideCharacters(t *testing.T) {
	t.Parallel()
	p := sit(t, 40, 10, "colours")
	p.types("a日本😀b")
	p.line("> a日本😀b")
	for _, x := range []int{10, 9, 7, 5, 3, 2, 2} {
		p.cursor(x)
		p.types("\x1b[D")
	}
	p.types("\x05" + strings.Repeat("語", 20)) // 50 columns
	v := p.see("two rows", func(v view) bool { return v.y == 1 && v.x == 10 })
	if want := "> a日本😀b" + strings.Repeat("語", 15) + "\n" + strings.Repeat("語", 5); v.all != want {
		t.Errorf("got\n%s\nwant\n%s", v.all, want)
	}
	p.types("\x01X")
	p.see("the cursor in the first row", func(v view) bool { return v.y == 0 && v.x == 3 })
	p.types("\x03")
	p.text("interrupted")
}

func TestColours(t *testing.T) {
	t.Parallel()
	p := sit(t, 40, 10)
	colour := func(x int) vt10x.Color {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.term.Cell(x, 0).FG
	}
	p.types("foo x")
	p.line("> foo x")
	if unknown, rest := colour(2), colour(6); unknown != vt10x.Red || rest != vt10x.DefaultFG {
		t.Errorf("got colours %d, %d, want %d, %d", unknown, rest, vt10x.Red, vt10x.DefaultFG)
	}
	p.types("\x15get x")
	p.line("> get x")
	if known := colour(2); known == vt10x.Red {
		t.Error("a known command is red")
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	p := sit(t, 40, 10)
	p.types("get")
	p.line("> get K [options]")
	p.cursor(5)
	p.types(" ")
	p.line(`> get K \u001b[31m\u202e`)
	p.types("x")
	p.line("> get x")
	p.types("\x7f\x7f\x1b[D")
	p.line("> get")
	p.cursor(4)
	p.types("\x05")
	p.line("> get K [options]")
	p.types("\x03")
	p.see("no hint after ctrl-c", func(v view) bool { return v.has("> get^C\ninterrupted") })
	p.types("get\r")
	p.see("no hint after enter", func(v view) bool { return v.has("> get\nread \"get\"") })
	p.types("long")
	p.see("a hint that is cut to 39 characters, the cursor before it", func(v view) bool {
		return strings.HasSuffix(v.last(), "…") && len([]rune(v.last())) == 39 && v.x == 6
	})
}

func TestLongLines(t *testing.T) {
	t.Parallel()
	p := sit(t, 20, 6)
	digits := strings.Repeat("0123456789", 5)
	p.types(digits[:18]) // to the edge
	p.see("the cursor in the next row", func(v view) bool { return v.y == 1 && v.x == 0 })
	p.types(digits[18:])
	want := "> " + digits[:18] + "\n" + digits[18:38] + "\n" + digits[38:]
	p.see("three rows", func(v view) bool { return v.all == want && v.y == 2 && v.x == 12 })
	p.types("\x01\x06")
	p.see("the cursor up", func(v view) bool { return v.all == want && v.y == 0 && v.x == 3 })
	p.types("\x05" + strings.Repeat("abcdefghij", 30) + "\x1b[D")
	p.see("the end, six rows", func(v view) bool { return len(v.lines) == 6 && v.y == 5 })
	p.types("\x01")
	p.see("the beginning", func(v view) bool { return strings.HasPrefix(v.all, "> 012") && v.y == 0 && v.x == 2 })
	p.types("\x0b")
	p.see("an empty line", func(v view) bool { return v.all == ">" })
	p.types("\x1b[200~" + strings.Repeat("x", 100_000) + "\x1b[201~")
	p.see("a long paste", func(v view) bool { return strings.HasSuffix(v.last(), "xx") })
	p.types("\x15ok\r")
	p.text(`read "ok"`)
}

func TestPasteIsShown(t *testing.T) {
	t.Parallel()
	p := sit(t, 40, 10)
	p.types("\x1b[200~set a\n\u202e\x1b[201~")
	p.line(`> set a⏎\u202e`)
	p.types("\r")
	p.text(`read "set a\n\u202e"`)
}

func TestBackgroundOutput(t *testing.T) {
	t.Parallel()
	p := sit(t, 20, 10)
	p.types("get 0123456789012345678\x1b[D")
	p.see("two rows", func(v view) bool { return v.y == 1 && v.x == 4 })
	p.signal(syscall.SIGUSR1)
	p.see("news above the line", func(v view) bool {
		return v.all == "news\n> get 01234567890123\n45678" && v.y == 2 && v.x == 4
	})
	p.types("\r")
	p.text(`read "get`)
}

func TestResize(t *testing.T) {
	t.Parallel()
	p := sit(t, 40, 10)
	p.types("get 01234567890123456789")
	p.line("> get 01234567890123456789")
	p.resize(20, 10)
	p.see("two rows", func(v view) bool { return v.all == "> get 01234567890123\n456789" && v.y == 1 && v.x == 6 })
	p.types("\x1b[D")
	p.cursor(5)
	p.resize(60, 10)
	p.line("> get 01234567890123456789")
	p.enters("", "get 01234567890123456789")
}

func TestClearAndPartialOutput(t *testing.T) {
	t.Parallel()
	p := sit(t, 40, 10)
	p.enters("one", "one")
	p.types("two\x0c")
	p.see("the line alone", func(v view) bool { return v.all == "> two" && v.y == 0 && v.x == 5 })
	p.types("\x15partial\r")
	p.see("all of the output", func(v view) bool { return strings.HasSuffix(v.all, "\nno newline\n>") })
}

func TestSmallTerminals(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{20, 4}, {3, 2}, {1, 1}} {
		for _, dumb := range []string{"smart", "dumb"} {
			t.Run(fmt.Sprintf("%d x %d %s", size[0], size[1], dumb), func(t *testing.T) {
				t.Parallel()
				p := begin(t, size[0], size[1], dumb)
				<-p.ready
				p.types("get \x09many\x09\x09日本\x09\x12g\x07\x1b[D\x1b[D\x7f\x0c\r\x1b[A\x03")
				p.leaves()
			})
		}
	}
}

func TestDumbTerminal(t *testing.T) {
	t.Parallel()
	p := sit(t, 20, 6, "dumb")
	p.types("0123456789")
	p.line("> 0123456789")
	p.types("abcdefghij")
	p.line("123456789abcdefghij")
	p.types("\x01X")
	p.see("the beginning", func(v view) bool { return v.all == "> X0123456789abcdef" && v.x == 3 })
	p.types("\r")
	p.text("read \"X0123")
}

// TestManyKeys counts how often a line is drawn whose keys wait already.
func TestManyKeys(t *testing.T) {
	t.Parallel()
	p := sit(t, 80, 24)
	draws := func() int {
		p.mu.Lock()
		defer p.mu.Unlock()
		return bytes.Count(p.sent.Bytes(), []byte("\x1b[J"))
	}
	before := draws()
	p.types("get " + strings.Repeat("0123456789", 390) + "end")
	p.see("all of the line", func(v view) bool { return strings.HasSuffix(v.last(), "end") })
	if n := draws() - before; n > 390 {
		t.Errorf("the line was drawn %d times for 3907 keys, want at most every tenth", n)
	}
	p.types("\x15get\x0f\x0f") // the last two change nothing
	p.line("> get K [options]")
}
