package repltest

import "strings"

// Diff shows two texts that differ, what is wanted first.
func Diff(want, got string) string {
	var b strings.Builder
	for line := range strings.Lines(want) {
		b.WriteString("- " + strings.TrimSuffix(line, "\n") + "\n")
	}
	for line := range strings.Lines(got) {
		b.WriteString("+ " + strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}
