package render

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Cut is a text that is no wider than so many cells of a terminal: what is
// wider is cut between two characters, with … as its last cell. The text should
// be escaped already; cells is at least 1.
func Cut(text string, cells int) string {
	width, end := 0, 0 // end is where the text can be cut for an ellipsis
	graphemes := uniseg.NewGraphemes(text)
	for graphemes.Next() {
		from, _ := graphemes.Positions()
		if width < cells {
			end = from
		}
		if width += graphemes.Width(); width > cells {
			return text[:end] + "…"
		}
	}
	return text
}

// cutStart is Cut at the beginning of a text: … is its first cell.
func cutStart(text string, cells int) string {
	width := uniseg.StringWidth(text)
	if width <= cells {
		return text
	}
	end := 0 // of what is cut
	for graphemes := uniseg.NewGraphemes(text); width >= cells && graphemes.Next(); {
		width -= graphemes.Width()
		_, end = graphemes.Positions()
	}
	return "…" + text[end:]
}

// CutLine is a text as [Escape] gives it, no wider than so many cells, as [Cut] cuts
// it; 0: whole. Of a long text it looks at the beginning alone.
func CutLine(text string, cells int) string {
	if cells <= 0 {
		return Escape(text)
	}
	begun := beginning(text, cells)
	line := Escape(begun)
	if len(begun) < len(text) {
		line += "…" // also where that is not as wide as it may be
	}
	return Cut(line, cells)
}

// beginning is as much of a text as so many cells can show, whole characters alone.
func beginning(text string, cells int) string {
	most := 64 * cells // no script needs that many bytes for a cell
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	last := 0 // the next character may belong to the one that stands there
	for graphemes := uniseg.NewGraphemes(text[:most]); graphemes.Next(); {
		last, _ = graphemes.Positions()
	}
	return text[:last]
}

// Fits reports whether a text, in which colours may be, takes fewer rows of so many
// columns.
func Fits(text string, columns, rows int) bool {
	for line := range strings.Lines(text) {
		width := 0
		for rest, state := strings.TrimSuffix(line, "\n"), -1; rest != ""; {
			if strings.HasPrefix(rest, "\x1b[") {
				_, rest, _ = strings.Cut(rest, "m")
				continue
			}
			var cells int
			_, rest, cells, state = uniseg.FirstGraphemeClusterInString(rest, state)
			if width += cells; width > rows*columns {
				return false
			}
		}
		if rows -= max(1, (width+columns-1)/columns); rows <= 0 {
			return false
		}
	}
	return true
}

// Wrap breaks prose into lines that are no wider than so many cells, but for a word
// that is wider by itself. Blanks and newlines within it are one blank.
func Wrap(text string, cells int) string {
	return WrapIndented(strings.Join(strings.Fields(text), " "), cells, "")
}
