//go:build unix

package terminal_test

import (
	"testing"

	"etcd2sh/repl/assist"
	"etcd2sh/repl/terminal"
)

func TestPalette(t *testing.T) {
	t.Parallel()
	for class, want := range map[assist.Class]string{
		assist.ClassCommand: "\x1b[1m", assist.ClassUnknown: "\x1b[31m", assist.ClassKey: "\x1b[36m",
		assist.ClassOption: "\x1b[34m", assist.ClassString: "\x1b[32m", assist.ClassNumber: "\x1b[35m",
		assist.ClassFunction: "\x1b[1;34m", assist.ClassVariable: "\x1b[33m", assist.ClassOpen: "\x1b[1;33m",
		assist.ClassComment: "\x1b[2m", assist.ClassSwallow: "\x1b[1;31m", assist.ClassOperator: "",
	} {
		end := "\x1b[0m"
		if want == "" {
			end = ""
		}
		if before, after := terminal.Palette(class); before != want || after != end {
			t.Errorf("class %d: got %q and %q, want %q and %q", class, before, after, want, end)
		}
	}
}
