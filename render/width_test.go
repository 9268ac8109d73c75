package render

import "testing"

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
