//go:build unix

package terminal_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestPasteWithoutMarks: what comes without the marks of a paste is typed, and is one
// change.
func TestPasteWithoutMarks(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 80, 24)
	p.Type("get " + strings.Repeat("日本 a", 10_000) + "end")
	p.See("all of it", func(s screen) bool { return strings.HasSuffix(s.Last(), "end") })
	p.Type("\x1f")
	p.See("an empty line", func(s screen) bool { return s.String() == ">" })
	p.enters("get\x1b[D\x1b[Dxyz", "gxyzet")
	p.enters("one\rtwo", "one\ntwo")
}

// BenchmarkPasteWithoutMarks types by turns 16,000 and 64,000 characters at once and
// waits until they are entered.
func BenchmarkPasteWithoutMarks(b *testing.B) {
	var few, many time.Duration
	for b.Loop() {
		few += typing(b, 16_000)
		many += typing(b, 64_000)
	}
	b.ReportMetric(float64(few.Milliseconds())/float64(b.N), "ms/16000")
	b.ReportMetric(float64(many.Milliseconds())/float64(b.N), "ms/64000")
	b.ReportMetric(float64(many)/float64(few), "x-characters")
}

// typing is how long it takes.
func typing(b *testing.B, characters int) time.Duration {
	cmd := command(b)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		cmd.Process.Kill() // it waits for the next line
		cmd.Wait()
		tty.Close()
	}()
	var sent []byte
	await := func(text string) {
		for buf := make([]byte, 64<<10); !bytes.Contains(sent, []byte(text)); {
			n, err := tty.Read(buf)
			if err != nil {
				b.Fatal(err)
			}
			sent = append(sent, buf[:n]...)
		}
	}
	await("> ")
	begin := time.Now()
	go tty.WriteString(strings.Repeat("get /a b", characters/8) + "\r") // a failure shows in await
	await(`read "`)
	return time.Since(begin)
}
