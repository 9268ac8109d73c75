package render

import (
	"strings"

	"github.com/rivo/uniseg"
)

// glue is a blank at which nothing is broken. No text of ours has it: it would be
// escaped.
const glue = "\x00"

// WrapIndented breaks the lines of a text at blanks so that they are no wider than so
// many cells; what comes after a break begins with indent. Colours take no cells. A word
// that is wider is left to the terminal. A width of 0 leaves the text as it is.
func WrapIndented(text string, cells int, indent string) string {
	if cells <= 0 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		wrapLine(&b, line, cells, indent)
	}
	return strings.ReplaceAll(b.String(), glue, " ")
}

func wrapLine(b *strings.Builder, line string, cells int, indent string) {
	row, column, empty := "", 0, true // empty: nothing but an indent stands on it
	for word := range strings.SplitAfterSeq(line, " ") {
		width := shownWidth(strings.TrimRight(word, " \n"))
		if !empty && column+width > cells {
			b.WriteString(strings.TrimRight(row, " ") + "\n")
			row, column = indent, uniseg.StringWidth(indent)
		}
		row += word
		column += shownWidth(strings.TrimSuffix(word, "\n"))
		empty = empty && strings.TrimSpace(word) == ""
	}
	b.WriteString(row)
}

// shownWidth is how many cells a text takes in which colours may be.
func shownWidth(text string) int {
	width := 0
	for {
		before, rest, coloured := strings.Cut(text, "\x1b[")
		width += uniseg.StringWidth(before) + strings.Count(before, glue)
		if !coloured {
			return width
		}
		_, text, _ = strings.Cut(rest, "m")
	}
}
