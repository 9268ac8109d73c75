package render

import (
	"fmt"
	"strings"
)

// Table is a vector of maps that are all alike. In edn and json it prints as
// that; in simple, and in edn on a terminal, as lines with aligned columns. On a
// terminal it has a heading, and each row is one line of the terminal's width.
type Table struct {
	Columns []Column
	Rows    [][]any // each with a value for each column; nil shows as -
	// Latest says that a terminal shows no more rows, the last ones, than its screen
	// holds between the heading and the prompt.
	Latest bool
}

// Column is a column of a [Table]: what its values are called, and what becomes of
// them where a terminal is too narrow. A number and what is spare are shown whole or
// not at all, any other text is cut.
type Column struct {
	Name  Keyword
	Right bool // aligned to the right, as numbers are
	// Label says that the column tells the rows apart: it is cut last, and at its
	// beginning, because keys and numbered names differ at their ends.
	Label bool
	// Spare says that the column is left out where the others would have too little
	// room: 1 first, then 2. 0 is never left out.
	Spare int
	// Least is how many cells a text that is cut should have at least, if it is as
	// long: where it would have fewer, spare columns are left out. 0 means 40.
	Least int
}

// row is a row as a map.
func (t Table) row(i int) Map {
	m := make(Map, len(t.Columns))
	for j, c := range t.Columns {
		m[j] = Entry{c.Name, t.Rows[i][j]}
		if told, ok := t.Rows[i][j].(Cell); ok {
			m[j].Value = told.Value
		}
	}
	return m
}

// tabular reports whether tables are aligned for the eye.
func (s Style) tabular() bool {
	return s.Format == Simple || s.Format == EDN && s.Terminal
}

// table prints the lines of a table.
func (p *printer) table(t Table, s Style) {
	if len(t.Rows) == 0 {
		if s.Terminal {
			p.token(p.colours.hint, "(none)")
			p.newline(0)
		}
		return
	}
	if most := max(1, s.Height-2); t.Latest && s.Height > 0 {
		t.Rows = t.Rows[max(0, len(t.Rows)-most):]
	}
	g := gridOf(t, s)
	for i, texts := range g.cells {
		c := colour{}
		if s.Terminal && i == 0 {
			c = p.colours.heading
		}
		p.token(c, g.line(texts))
		p.newline(0)
		p.flush()
		if p.stopped() {
			return
		}
	}
}

// cell is a value of a table as text.
func cell(v any) string {
	if told, ok := v.(Cell); ok {
		return told.Text
	}
	switch v := plain(v).(type) {
	case nil:
		return "-"
	case string:
		return v
	case Keyword:
		return string(v)
	default:
		var line strings.Builder
		if err := (Style{}).Result(&line, v); err != nil {
			return fmt.Sprint(v)
		}
		return strings.TrimSuffix(line.String(), "\n")
	}
}

// Cell is a value of a [Table] that is told in other words where tables are aligned
// for the eye.
type Cell struct {
	Value any
	Text  string
}
