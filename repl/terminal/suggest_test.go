//go:build unix

package terminal_test

import (
	"strings"
	"testing"
)

func TestSuggestion(t *testing.T) {
	t.Parallel()
	const whole, shown = suggested, suggestedShown
	p := atPrompt(t, 60, 10, "suggest")
	tests := []struct{ name, typed, shows, keys, want string }{
		{"Right", "set", shown, "\x1b[C", whole},
		{"Ctrl-F", "set", shown, "\x06", whole},
		{"End", "set", shown, "\x1b[F", whole},
		{"Ctrl-E", "set", shown, "\x05", whole},
		{"Alt-F", "set", shown, "\x1bf", "set /b"},
		{"Alt-F behind a word", "set /b", shown, "\x1bf", "set /b \"a"},
		{"Ctrl-Right", "se", shown, "\x1b[1;5C", "set"},
		{"Enter takes nothing", "set", shown, "", "set"},
		{"a key that begins otherwise", "set", shown, "x", "setx"},
		{"End within the line", "set", shown, "\x02\x05", "set"},
		{"Right within the line", "set", shown, "\x02\x06x", "setx"},
		{"nothing typed", "", ">", "\x06x", "x"},
		{"a hint where there is none", "get", "> get K [options]", "\x05x", "getx"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.T = t
			p.Type("\x0c" + tt.typed).Line(tt.shows)
			p.Type(tt.keys)
			if !strings.HasPrefix(tt.want, tt.typed) || tt.want == whole {
				p.See("the cursor behind the line", func(s screen) bool { return s.X == len([]rune(shown))+2 })
			}
			p.enters("", tt.want)
		})
	}
	t.Run("dim", func(t *testing.T) {
		p.T = t
		p.Type("\x0cset").Line(shown)
		if !strings.Contains(p.Sent(), "set\x1b[0m\x1b[2m /b") {
			t.Errorf("got %q, want the suggestion dim", p.Sent())
		}
		p.enters("", "set")
	})
	t.Run("cut at the edge", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 20, 10, "suggest")
		p.Type("set").Line("> set /b \"a b\" wid…")
		p.Type("\x05").See("all of it", func(s screen) bool { return s.String() == "> set /b \"a b\" wide\n日本 and⏎more" })
	})
	t.Run("no room to be seen", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 20, 10, "suggest")
		p.Type("set /b \"a b\" w").Line("> set /b \"a b\" w")
		p.Type("\x05x").Line("> set /b \"a b\" wx")
	})
	t.Run("dumb", func(t *testing.T) {
		t.Parallel()
		p := start(t, 60, 10, "suggest", "dumb")
		p.Line("> ")
		p.Type("set").Line("> set")
		p.Type("\x05x").Line("> setx")
	})
	t.Run("while candidates are shown", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 10, "suggest")
		p.Type("/m\x09\x09").Text(">/mice/a")
		p.enters("\x05x", "/mice/ax")
	})
	t.Run("vi", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 10, "suggest", "vi")
		p.Type("set").Line(shown)
		p.enters("\x05", whole)
	})
}
