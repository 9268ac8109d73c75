//go:build unix

package terminal_test

import (
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
	p := atPrompt(t, 80, 24, "stdout="+output)
	p.Type("get /a\r")
	p.Line(">")
	p.Type("x\x7f")
	p.leaves()
	got, err := os.ReadFile(output)
	want := "read \"get /a\"\nend, line mode true, close: <nil>\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestWideCharacters(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 40, 10, "colours")
	p.Type("a日本😀b")
	p.Line("> a日本😀b")
	for _, x := range []int{10, 9, 7, 5, 3, 2, 2} {
		p.cursor(x)
		p.Type("\x1b[D")
	}
	p.Type("\x05" + strings.Repeat("語", 20)) // 50 columns
	s := p.See("two rows", func(s screen) bool { return s.Y == 1 && s.X == 10 })
	if want := "> a日本😀b" + strings.Repeat("語", 15) + "\n" + strings.Repeat("語", 5); s.String() != want {
		t.Errorf("got\n%s\nwant\n%s", s.String(), want)
	}
	p.Type("\x01X")
	p.See("the cursor in the first row", func(s screen) bool { return s.Y == 0 && s.X == 3 })
	p.Type("\x03")
	p.Text("interrupted")
}

func TestColours(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 40, 10)
	colour := func(x int) vt10x.Color { return p.Cell(x, 0).FG }
	p.Type("foo x")
	p.Line("> foo x")
	if unknown, rest := colour(2), colour(6); unknown != vt10x.Red || rest != vt10x.DefaultFG {
		t.Errorf("got colours %d, %d, want %d, %d", unknown, rest, vt10x.Red, vt10x.DefaultFG)
	}
	p.Type("\x15get x")
	p.Line("> get x")
	if known := colour(2); known == vt10x.Red {
		t.Error("a known command is red")
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 40, 10)
	p.Type("get")
	p.Line("> get K [options]")
	p.cursor(5)
	p.Type(" ")
	p.Line(`> get K \u001b[31m\u202e`)
	p.Type("x")
	p.Line("> get x")
	p.Type("\x7f\x7f\x1b[D")
	p.Line("> get")
	p.cursor(4)
	p.Type("\x05")
	p.Line("> get K [options]")
	p.Type("\x03")
	p.See("no hint after ctrl-c", func(s screen) bool { return s.Has("> get^C\ninterrupted") })
	p.Type("get\r")
	p.See("no hint after enter", func(s screen) bool { return s.Has("> get\nread \"get\"") })
	p.Type("long")
	p.See("a hint that is cut to 39 characters, the cursor before it", func(s screen) bool {
		return strings.HasSuffix(s.Last(), "…") && len([]rune(s.Last())) == 39 && s.X == 6
	})
}

func TestLongLines(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 20, 6)
	digits := strings.Repeat("0123456789", 5)
	p.Type(digits[:18]) // to the edge
	p.See("the cursor in the next row", func(s screen) bool { return s.Y == 1 && s.X == 0 })
	p.Type(digits[18:])
	want := "> " + digits[:18] + "\n" + digits[18:38] + "\n" + digits[38:]
	p.See("three rows", func(s screen) bool { return s.String() == want && s.Y == 2 && s.X == 12 })
	p.Type("\x01\x06")
	p.See("the cursor up", func(s screen) bool { return s.String() == want && s.Y == 0 && s.X == 3 })
	p.Type("\x05" + strings.Repeat("abcdefghij", 30) + "\x1b[D")
	p.See("the end, six rows", func(s screen) bool { return len(s.Lines) == 6 && s.Y == 5 })
	p.Type("\x01")
	p.See("the beginning", func(s screen) bool { return strings.HasPrefix(s.String(), "> 012") && s.Y == 0 && s.X == 2 })
	p.Type("\x0b")
	p.See("an empty line", func(s screen) bool { return s.String() == ">" })
	p.Type("\x1b[200~" + strings.Repeat("x", 100_000) + "\x1b[201~")
	p.See("a long paste", func(s screen) bool { return strings.HasSuffix(s.Last(), "xx") })
	p.Type("\x15ok\r")
	p.Text(`read "ok"`)
}

func TestPasteIsShown(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 40, 10)
	p.Type("!\x02\x1b[200~set\ta\n\u202e\x1b[201~")
	p.Line(`> set⇥a⏎\u202e!`)
	p.Type("\r")
	p.Text(`read "set\ta"`)
	p.Text(`read "\u202e!"`)
}

func TestBackgroundOutput(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 20, 10)
	p.Type("get 0123456789012345678\x1b[D")
	p.See("two rows", func(s screen) bool { return s.Y == 1 && s.X == 4 })
	p.Signal(syscall.SIGUSR1)
	p.See("news above the line", func(s screen) bool {
		return s.String() == "news\n> get 01234567890123\n45678" && s.Y == 2 && s.X == 4
	})
	p.Type("\r")
	p.Text(`read "get`)
}

func TestResize(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 40, 10)
	p.Type("get 01234567890123456789")
	p.Line("> get 01234567890123456789")
	p.Resize(20, 10)
	p.See("two rows", func(s screen) bool { return s.String() == "> get 01234567890123\n456789" && s.Y == 1 && s.X == 6 })
	p.Type("\x1b[D")
	p.cursor(5)
	p.Resize(60, 10)
	p.Line("> get 01234567890123456789")
	p.enters("", "get 01234567890123456789")
}

func TestClearAndPartialOutput(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 40, 10)
	p.enters("one", "one")
	p.Type("two\x0c")
	p.See("the line alone", func(s screen) bool { return s.String() == "> two" && s.Y == 0 && s.X == 5 })
	p.Type("\x15partial\r")
	p.See("all of the output", func(s screen) bool { return strings.HasSuffix(s.String(), "\nno newline\n>") })
	p.Type("digit\r")
	p.See("a single character too", func(s screen) bool { return strings.HasSuffix(s.String(), "\n5\n>") })
}

func TestSmallTerminals(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{20, 4}, {3, 2}, {1, 1}} {
		for _, dumb := range []string{"smart", "dumb"} {
			t.Run(fmt.Sprintf("%d x %d %s", size[0], size[1], dumb), func(t *testing.T) {
				t.Parallel()
				p := start(t, size[0], size[1], dumb)
				p.See("some output", func(screen) bool { return p.Sent() != "" })
				p.Type("get \x09many\x09\x09日本\x09\x12g\x07\x1b[D\x1b[D\x7f\x0c\r\x1b[A\x03")
				p.leaves()
			})
		}
	}
}

func TestDumbTerminal(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 20, 6, "dumb")
	p.Type("0123456789")
	p.Line("> 0123456789")
	p.Type("abcdefghij")
	p.Line("123456789abcdefghij")
	p.Type("\x01X")
	p.See("the beginning", func(s screen) bool { return s.String() == "> X0123456789abcdef" && s.X == 3 })
	p.Type("\r")
	p.Text("read \"X0123")
}

// TestManyKeys counts how often a line is drawn whose keys wait already.
func TestManyKeys(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 80, 24)
	draws := func() int { return strings.Count(p.Sent(), "\x1b[J") }
	before := draws()
	p.Type("get " + strings.Repeat("0123456789", 390) + "end")
	p.See("all of the line", func(s screen) bool { return strings.HasSuffix(s.Last(), "end") })
	if n := draws() - before; n > 390 {
		t.Errorf("the line was drawn %d times for 3907 keys, want at most every tenth", n)
	}
	p.Type("\x15get\x0f\x0f") // the last two change nothing
	p.Line("> get K [options]")
}
