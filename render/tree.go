package render

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Tree is a drawing with a line for each node. It prints as its lines in edn and
// simple, and as a string in json. On a terminal values are cut to its width, and left
// out where a name leaves no room; anywhere else they are cut to 60 cells: enough to
// tell what they are.
type Tree []TreeLine

// TreeLine is a line of a [Tree]: the branches that lead to a node, its name, and its
// value where that is drawn too.
type TreeLine struct {
	Text  string
	Value *string
}

// ValueCells is how much of a value is shown where nothing says how much room it has.
const ValueCells = 60

// String is the drawing as it is where no terminal is.
func (t Tree) String() string { return t.within(0) }

// text is the drawing as a style wants it.
func (t Tree) text(s Style) Text {
	if s.Format == JSON {
		return Text(t.String())
	}
	return Text(t.within(s.Width))
}

// within draws a tree for a terminal of so many cells; 0: for none.
func (t Tree) within(cells int) string {
	lines := make([]string, len(t))
	for i, l := range t {
		lines[i] = l.within(cells)
	}
	return strings.Join(lines, "\n")
}

func (l TreeLine) within(cells int) string {
	text := Escape(l.Text)
	if l.Value == nil {
		return text
	}
	const equals = " = "
	room := ValueCells
	if cells > 0 {
		room = cells - uniseg.StringWidth(text+equals)
	}
	if room < 1 {
		return text
	}
	return text + equals + CutLine(*l.Value, room)
}
