package render

import (
	"strings"
	"testing"
)

func TestCut(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		cells      int
		want       string
	}{
		{"nothing", "", 3, ""},
		{"fits", "abc", 3, "abc"},
		{"too wide", "abcd", 3, "ab…"},
		{"wide characters", "日本語", 5, "日本…"},
		{"half a wide character", "日本語", 4, "日…"},
		{"a character of several runes", "ae\u0301bc", 3, "ae\u0301…"},
		{"no width", "ab\u0301\u0302", 2, "ab\u0301\u0302"},
		{"one cell", "abc", 1, "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Cut(tt.text, tt.cells); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       bool // in 3 rows of 4 columns, of which the last is the prompt's
	}{
		{"nothing", "", true},
		{"two lines", "a\nb\n", true},
		{"three lines", "a\nb\nc\n", false},
		{"empty lines", "\n\n\n", false},
		{"one line of two rows", "abcdefgh\n", true},
		{"one line of three rows", "abcdefghi\n", false},
		{"a row and a line of two", "a\nabcde\n", false},
		{"wide characters", "日本語\n", true},
		{"wide characters in two lines", "日本語\n日\n", false},
		{"colours take no room", "\x1b[36mabcd\x1b[0m\x1b[1;31mefgh\x1b[0m\n", true},
		{"a long line", strings.Repeat("x", 1<<20), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Fits(tt.text, 4, 3); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		cells int
		want  string
	}{
		{"", 10, ""},
		{"one two\n three", 7, "one two\nthree"},
		{"one two three", 6, "one\ntwo\nthree"},
		{"日本 語 x", 6, "日本\n語 x"},
		{"a-word-that-is-wide x", 5, "a-word-that-is-wide\nx"},
	}
	for _, tt := range tests {
		if got := Wrap(tt.text, tt.cells); got != tt.want {
			t.Errorf("%q in %d cells: got %q, want %q", tt.text, tt.cells, got, tt.want)
		}
	}
}
