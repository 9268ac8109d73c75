//go:build unix

package terminal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// TestCharacterInTwoReads: a character is the same wherever a slow line cuts it.
func TestCharacterInTwoReads(t *testing.T) {
	t.Parallel()
	const text = "ab物理学é😀x"
	p := atPrompt(t, 80, 24)
	for cut := 1; cut < len(text); cut++ {
		begin := text[:cut]
		for !utf8.ValidString(begin) {
			begin = begin[:len(begin)-1]
		}
		p.Type(text[:cut])
		p.Line("> " + begin)
		p.Type(text[cut:] + "\r")
		p.Text(fmt.Sprintf("read %+q", text))
		p.Type("\x0c")
		p.See("a clear screen", func(s screen) bool { return !strings.Contains(s.String(), "read") })
	}
}

// TestSequenceInTwoReads: what begins as an escape sequence is one though a slow line takes
// longer for its rest than a person for the key after an escape.
func TestSequenceInTwoReads(t *testing.T) {
	t.Parallel()
	for _, keys := range [][2]string{{"ab\x1b[", "DX"}, {"a\x1b[20", "0~X\x1b[201~b"}} {
		p := atPrompt(t, 80, 24)
		p.Type(keys[0])
		time.Sleep(120 * time.Millisecond) // twice what is waited for behind an escape
		p.Type(keys[1] + "\r")
		p.Text(`read "aXb"`)
	}
}
