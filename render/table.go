package render

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"
)

// Table is a vector of maps that are all alike. In edn and json it prints as
// that; in simple, and in edn on a terminal, as lines with aligned columns,
// and on a terminal with a heading.
type Table struct {
	Columns []Column
	Rows    [][]any // each with a value for each column; nil shows as -
}

// Column is a column of a [Table]: what its values are called, and to which
// side they are aligned.
type Column struct {
	Name  Keyword
	Right bool
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

// widest bounds how far a cell pushes the next column of all rows: beyond it
// a long name moves its own row alone.
const widest = 40

// table prints the lines of a table.
func (p *printer) table(t Table, heading bool) {
	if len(t.Rows) == 0 {
		return
	}
	cells := make([][]string, 0, len(t.Rows)+1)
	if heading {
		names := make([]string, len(t.Columns))
		for j, c := range t.Columns {
			names[j] = Escape(string(c.Name))
		}
		cells = append(cells, names)
	}
	for _, row := range t.Rows {
		texts := make([]string, len(t.Columns))
		for j := range t.Columns {
			texts[j] = cell(row[j])
		}
		cells = append(cells, texts)
	}
	widths := columnWidths(cells, len(t.Columns))
	for i, texts := range cells {
		c := colour{}
		if heading && i == 0 {
			c = p.colours.hint
		}
		p.token(c, tableLine(t.Columns, texts, widths))
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
		return Escape(told.Text)
	}
	switch v := plain(v).(type) {
	case nil:
		return "-"
	case string:
		return Escape(v)
	case Keyword:
		return Escape(string(v))
	default:
		var line strings.Builder
		if err := (Style{}).Result(&line, v); err != nil {
			return Escape(fmt.Sprint(v))
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

func columnWidths(cells [][]string, columns int) []int {
	widths := make([]int, columns)
	for _, texts := range cells {
		for j, text := range texts {
			widths[j] = max(widths[j], min(uniseg.StringWidth(text), widest))
		}
	}
	return widths
}

// tableLine aligns the cells of a row; the line does not end in blanks.
func tableLine(columns []Column, texts []string, widths []int) string {
	line := make([]byte, 0, 80)
	for j, text := range texts {
		blanks := max(0, widths[j]-uniseg.StringWidth(text))
		if j > 0 {
			line = append(line, "  "...)
		}
		if columns[j].Right {
			line = appendBlanks(line, blanks)
		}
		line = append(line, text...)
		if !columns[j].Right && j < len(texts)-1 {
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
