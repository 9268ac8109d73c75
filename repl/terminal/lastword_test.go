//go:build unix

package terminal_test

import "testing"

func TestLastWord(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, keys, want string }{
		{"once", "ls \x1b.", "ls secrets"},
		{"alt-_", "ls \x1b_", "ls secrets"},
		{"again", "ls \x1b.\x1b.", "ls /b"},
		{"again and again", "ls \x1b.\x1b.\x1b.\x1b.", "ls ls"},
		{"beyond the first", "x\x1b.\x1b.\x1b.\x1b.\x1b.\x1b.\x1b.\x1b.\x1b.\x1b.", "x日本"},
		{"within a line", "ls x\x02\x1b.\x1b.\x1b. ", "ls /b x"},
		{"begins anew after another key", "ls \x1b. \x1b.", "ls secrets secrets"},
		{"one undo takes it back", "ls \x1b.\x1b.\x1fX", "ls X"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := atPrompt(t, 60, 30, "history")
			p.enters(tt.keys, tt.want)
		})
	}
	t.Run("without a history", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 30)
		p.enters("x\x1b.\x1b.y", "xy")
	})
}
