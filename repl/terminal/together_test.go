//go:build unix

package terminal

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestKeysOfAPaste counts the keys that the library gets for a paste without marks:
// for each it goes through the line several times.
func TestKeysOfAPaste(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1_000, 15_000, 60_000} {
		text := strings.Repeat("get 日本 ", n/11)
		keys, got := library(t, text+"\r", func(string) string { return "" })
		if got != text+"\r" {
			t.Errorf("%d bytes: got %d, %.40q", len(text), len(got), got)
		}
		if keys > 50 {
			t.Errorf("%d bytes are %d keys", len(text), keys)
		}
	}
}

// TestPrivateCharacters: a character that would stand for a key is typed as any other.
func TestPrivateCharacters(t *testing.T) {
	t.Parallel()
	for r := keyDelete; r <= keyReset; r++ {
		for _, text := range []string{string(r) + "\r", "a" + string(r) + string(r) + "b\r"} {
			if _, got := library(t, text, func(string) string { return "" }); got != text {
				t.Errorf("got %+q, want %+q", got, text)
			}
		}
	}
}

// TestRefusedCharacters: what keys want one by one they get in its order, also when
// they go on to take it together.
func TestRefusedCharacters(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("日本 abcde", 500) + "\x01" + strings.Repeat("x", 500) + "\r"
	for _, after := range []int{0, 1, 5, 1_000_000} {
		asked := 0
		_, got := library(t, text, func(together string) string {
			if asked++; asked > after {
				return ""
			}
			return together
		})
		if got != text {
			t.Errorf("after %d: got %q", after, got)
		}
	}
}

// library types a text and reads it as the library does, up to an Enter. answer says
// what is wanted one by one.
func library(t *testing.T, text string, answer func(together string) string) (keys int, got string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	go func() {
		w.WriteString(text) // it fails when the test is over
		w.Close()
	}()
	in, err := newInput(r)
	if err != nil {
		t.Fatal(err)
	}
	var line, raw []byte
	for buf := make([]byte, 4096); ; {
		n, err := in.Read(buf)
		if err != nil {
			t.Fatal(err, len(line))
		}
		for raw = append(raw, buf[:n]...); utf8.FullRune(raw); keys++ {
			key, size := utf8.DecodeRune(raw)
			raw = raw[size:]
			switch key {
			case keyIdle:
			case keyTyped:
				together := <-in.typed
				rest := answer(together)
				line = append(line, strings.TrimSuffix(together, rest)...)
				in.apart <- rest
			default:
				line = utf8.AppendRune(line, key)
			}
			if key == '\r' {
				return keys, string(line)
			}
		}
	}
}
