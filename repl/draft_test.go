package repl_test

import (
	"context"
	"io"
	"runtime"
	"testing"

	"etcd2sh/repl"
	"etcd2sh/repl/repltest"
)

// pasted gives so many lines of one command, and asks what stands before each as a
// terminal does.
type pasted struct {
	sh    *repl.Shell
	lines int
	bytes int // of what stood before the last
}

func (p *pasted) ReadLine(context.Context, string) (string, error) {
	switch p.lines--; {
	case p.lines < 0:
		return "", io.EOF
	case p.lines == 0:
		p.bytes = p.sh.Drafted()
		return "]", nil
	case p.bytes == 0:
		p.bytes = 1
		return "echo [", nil
	}
	return `"a b",`, nil
}

func (p *pasted) Ask(context.Context, string) (string, error) { return "", io.EOF }

// TestPastedLines counts the bytes that are made for a command of many lines: they
// grow with their number, not with its square.
func TestPastedLines(t *testing.T) {
	made := func(lines int) uint64 {
		sh, _ := repltest.NewShell(t, "http://127.0.0.1:1")
		p := &pasted{sh: sh, lines: lines}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := sh.Prompt(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if want := 7 * (lines - 2); p.bytes < want {
			t.Errorf("%d bytes stood before the last line, want %d", p.bytes, want)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	made(100) // what is made once
	if few, many := made(2_000), made(16_000); many > 12*few {
		t.Errorf("2,000 lines made %d bytes, 16,000 made %d", few, many)
	}
}
