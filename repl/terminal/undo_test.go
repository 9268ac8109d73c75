//go:build unix

package terminal_test

import "testing"

func TestUndo(t *testing.T) {
	t.Parallel()
	const undo = "\x1f"
	tests := []struct{ name, keys, want string }{
		{"what was typed in one go", "abc" + undo + "x", "x"},
		{"with ctrl-x ctrl-u", "abc\x18\x15x", "x"},
		{"what was typed after a motion", "abc\x02X" + undo + "Y", "abYc"},
		{"to where the cursor was", "abc def\x01\x1bd" + undo + "X", "Xabc def"},
		{"a kill", "abc def\x17" + undo, "abc def"},
		{"kills one by one", "a b c\x17\x17" + undo + undo + undo + "x", "x"},
		{"a yank", "abc\x17x\x19" + undo, "x"},
		{"backspaces one by one", "abc\x7f\x7f" + undo, "ab"},
		{"a completion", "g\t" + undo + "X", "gX"},
		{"a recalled command", "get" + up + undo + "X", "getX"},
		{"recalled commands one by one", "get" + up + up + undo + "X", "get /bX"},
		{"a search", "typed\x12get /\x05" + undo + "X", "typedX"},
		{"a search that was given up", "typed\x12get\x07" + undo + "x", "x"},
		{"ctrl-t", "ab\x14" + undo, "ab"},
		{"in several lines", "ab\x02\x1b[200~1\n2\x1b[201~\x17" + undo + undo + "X", "aXb"},
		{"what is left alone is no step", "abc\x0b\x0b\x1b[3~" + undo + "x", "x"},
		{"more than there was", undo + "a" + undo + undo + undo + "x", "x"},
		{"goes on after an edit", "a\x02b\x05c" + undo + undo + "X", "Xa"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := atPrompt(t, 60, 30, "history")
			p.enters(tt.keys, tt.want)
		})
	}
	t.Run("begins anew with each line", func(t *testing.T) {
		t.Parallel()
		p := atPrompt(t, 60, 30)
		p.enters("first", "first")
		p.enters(undo+undo+"second", "second")
	})
}
