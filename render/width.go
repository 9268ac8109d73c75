package render

import "github.com/rivo/uniseg"

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
