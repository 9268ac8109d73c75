package render

import (
	"cmp"
	"slices"

	"github.com/rivo/uniseg"
)

// grid is the lines of a table as they are shown.
type grid struct {
	columns []Column
	cells   [][]string // the heading's, where there is one, and those of each row
	widths  []int
	cut     bool // what is wider than its column is cut
}

// widest bounds how far a cell pushes the next column of all rows where nothing is
// cut: beyond it a long name moves its own row alone. It is also the room that a text
// should have before spare columns have any.
const widest = 40

// gap stands between two columns.
const gap = "  "

// gridOf lays a table out for a style, to the width of its terminal.
func gridOf(t Table, s Style) *grid {
	cells := 0
	if s.Terminal {
		cells = max(s.Width, 0)
	}
	g := &grid{columns: slices.Clone(t.Columns), cut: cells > 0}
	if s.Terminal {
		g.add(cells, func(j int) string { return string(t.Columns[j].Name) })
	}
	for _, row := range t.Rows {
		g.add(cells, func(j int) string { return cell(row[j]) })
	}
	g.widths = make([]int, len(g.columns))
	for _, texts := range g.cells {
		for j, text := range texts {
			g.widths[j] = max(g.widths[j], uniseg.StringWidth(text))
		}
	}
	if g.cut {
		g.fit(cells)
		return g
	}
	for j := range g.widths {
		g.widths[j] = min(g.widths[j], widest)
	}
	return g
}

// add adds a line. No text in it is wider than so many cells, but for those whose end
// matters; 0: than any.
func (g *grid) add(cells int, text func(j int) string) {
	texts := make([]string, len(g.columns))
	for j, c := range g.columns {
		if c.Label {
			texts[j] = Escape(text(j))
		} else {
			texts[j] = CutLine(text(j), cells)
		}
	}
	g.cells = append(g.cells, texts)
}

// fit leaves spare columns out, and then makes texts narrower, until a line has no
// more than so many cells.
func (g *grid) fit(cells int) {
	for g.wanted() > cells {
		spare := g.spare()
		if spare < 0 {
			break
		}
		g.leaveOut(spare)
	}
	room := cells - len(gap)*(len(g.columns)-1)
	var labels, texts []int
	for j, c := range g.columns {
		switch {
		case !c.cuttable():
			room -= g.widths[j]
		case c.Label:
			labels = append(labels, j)
		default:
			texts = append(texts, j)
		}
	}
	others := 0 // what the texts have at least
	for _, j := range texts {
		others += min(g.widths[j], leastValue)
	}
	room -= g.share(labels, room-others)
	g.share(texts, room)
}

// share gives columns so many cells, and tells how many of them they take: the narrow
// ones stay whole, and the wide ones share the rest.
func (g *grid) share(columns []int, cells int) (taken int) {
	slices.SortStableFunc(columns, func(i, j int) int { return cmp.Compare(g.widths[i], g.widths[j]) })
	for i, j := range columns {
		g.widths[j] = max(1, min(g.widths[j], (cells-taken)/(len(columns)-i)))
		taken += g.widths[j]
	}
	return taken
}

// wanted is how many cells a line should have.
func (g *grid) wanted() int {
	cells := len(gap) * (len(g.columns) - 1)
	for j, c := range g.columns {
		if c.cuttable() {
			cells += min(g.widths[j], cmp.Or(c.Least, widest))
		} else {
			cells += g.widths[j]
		}
	}
	return cells
}

// spare is the column to be left out next; -1: none.
func (g *grid) spare() int {
	next := -1
	for j, c := range g.columns {
		if c.Spare > 0 && (next < 0 || c.Spare < g.columns[next].Spare) {
			next = j
		}
	}
	return next
}

func (g *grid) leaveOut(j int) {
	g.columns = slices.Delete(g.columns, j, j+1)
	g.widths = slices.Delete(g.widths, j, j+1)
	for i := range g.cells {
		g.cells[i] = slices.Delete(g.cells[i], j, j+1)
	}
}

// cuttable reports whether a value means something when its end is missing.
func (c Column) cuttable() bool { return !c.Right && c.Spare == 0 }

// line aligns the cells of a row; the line does not end in blanks.
func (g *grid) line(texts []string) string {
	line := make([]byte, 0, 80)
	for j, text := range texts {
		switch c := g.columns[j]; {
		case !g.cut || !c.cuttable():
		case c.Label:
			text = cutStart(text, g.widths[j])
		default:
			text = Cut(text, g.widths[j])
		}
		blanks := max(0, g.widths[j]-uniseg.StringWidth(text))
		if j > 0 {
			line = append(line, gap...)
		}
		if g.columns[j].Right {
			line = appendBlanks(line, blanks)
		}
		line = append(line, text...)
		if !g.columns[j].Right && j < len(texts)-1 {
			line = appendBlanks(line, blanks)
		}
	}
	return string(line)
}

func appendBlanks(b []byte, n int) []byte {
	for range n {
		b = append(b, ' ')
	}
	return b
}
