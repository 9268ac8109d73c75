package render_test

import (
	"testing"

	"etcd2sh/render"
)

func TestWrapIndented(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		cells      int
		want       string
	}{
		{"fits", "one two", 7, "one two"},
		{"breaks at a blank", "one two three", 8, "one two\n  three"},
		{"an indent counts", "one two three x", 7, "one two\n  three\n  x"},
		{"a word that is wider", "a http://127.0.0.1:2379 b", 10, "a\n  http://127.0.0.1:2379\n  b"},
		{"the first word is wider", "http://127.0.0.1:2379 b", 10, "http://127.0.0.1:2379\n  b"},
		{"lines stay", "one two\n three four\n", 7, "one two\n three\n  four\n"},
		{"colours take no cells", "\x1b[31mone\x1b[0m \x1b[2mtwo three\x1b[22m", 7, "\x1b[31mone\x1b[0m \x1b[2mtwo\n  three\x1b[22m"},
		{"wide characters", "物理 学 問", 5, "物理\n  学\n  問"},
		{"no width", "one two", 0, "one two"},
	} {
		if got := render.WrapIndented(tt.text, tt.cells, "  "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
