//go:build unix

package terminal_test

import "testing"

const (
	up   = "\x1b[A"
	down = "\x1b[B"
)

func TestHistory(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"up", up, "set /b secrets"},
		{"up by prefix", "get" + up, "get /b"},
		{"up twice by prefix", "get" + up + up, "get /a"},
		{"up beyond the first", "get" + up + up + up + up, "get /a"},
		{"down by prefix", "get" + up + up + down, "get /b"},
		{"down to what was typed", "get" + up + up + down + down + "X", "getX"},
		{"no such prefix", "zzz" + up + "X", "zzzX"},
		{"an edited entry is a prefix of its own", up + "\x15get" + up, "get /b"},
		{"several lines", "mu" + up, "multi\nline"},
		{"search", "\x12/a", "get /a"},
		{"search again", "\x12get\x12", "get /a"},
		{"search and edit", "\x12/a\x05X", "get /aX"},
		{"search there and back", "\x12get\x12\x13", "get /b"},
		{"forward search", "\x12get /a\x13", "get /a"},
		{"search fails", "\x12getzzz", "get /b"},
		{"search with backspace", "\x12getzzz\x7f\x7f\x7f /a", "get /a"},
		{"search and give up", "typed\x12get\x07X", "typedX"},
		{"search and ctrl-c", "typed\x12get\x03X", "X"},
		{"search in several lines", "\x12line", "multi\nline"},
		{"search for wide characters", "\x12本\x1b[DX", "wide X日本"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := atPrompt(t, 60, 30, "history")
			p.enters(tt.keys, tt.want)
		})
	}
}

func TestRedactedHistory(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 60, 20)
	p.enters("one", "one")
	p.enters("login secret", "login secret")
	p.Type(up)
	p.Line("> login ***")
	p.Type(up)
	p.Line("> one")
	p.enters("\x15get secret", "get secret") // from a recalled line
	p.Type(up)
	p.Line("> get ***")
}

func TestSearchIsShown(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 60, 20, "history")
	p.Type("\x12et")
	p.Line("(reverse-i-search)`et': set /b secrets")
	p.Type("zz")
	p.Line("(failed reverse-i-search)`etzz': set /b secrets")
	p.Type("\x7f\x7f\x12")
	p.Line("(reverse-i-search)`et': get /b")
	p.Type("\x05")
	p.Line("> get /b")
	p.cursor(8)
}
