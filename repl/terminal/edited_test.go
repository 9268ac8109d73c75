//go:build unix

package terminal_test

import (
	"strings"
	"syscall"
	"testing"
)

// TestEditedIsKept: the Ctrl-C that ends a program in which a line was edited may be
// heard of only when the line is read again; the text begins the next one.
func TestEditedIsKept(t *testing.T) {
	t.Parallel()
	p := atPrompt(t, 80, 24, "edit")
	p.Type("a line\x18\x05")
	p.Line("> A LINE")
	p.Signal(syscall.SIGUSR2)
	p.See("the line again", func(s screen) bool { return strings.Contains(s.String(), "cancelled\n> A LINE") })
	p.enters("!", "A LINE!")
	p.Type("lost")
	p.Line("> lost")
	p.Signal(syscall.SIGUSR2)
	p.See("an empty line", func(s screen) bool { return strings.HasSuffix(s.String(), "cancelled\n>") })
	p.leaves()
}
