//go:build unix

package terminal

import (
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/assist"

	"github.com/rivo/uniseg"
)

// A cell is what a terminal shows for one character: as a rule one or two
// columns wide, none for the colours of a prompt.
type cell struct {
	text  string
	width int
	style style
}

// style is what a terminal is sent before and after cells that look the same.
type style struct{ before, after string }

// appendText appends the cells of text. What would drive the terminal is
// shown as its escape, a newline as ⏎, a tab as ⇥. No cell is wider than columns.
func appendText(cells []cell, text string, st style, columns int) []cell {
	for rest, state := text, -1; rest != ""; {
		var cluster string
		var width int
		cluster, rest, width, state = uniseg.FirstGraphemeClusterInString(rest, state)
		cells = appendCluster(cells, cluster, width, st, columns)
	}
	return cells
}

func appendCluster(cells []cell, cluster string, width int, st style, columns int) []cell {
	switch cluster {
	case "\n", "\r\n":
		return append(cells, cell{"⏎", 1, st})
	case "\t":
		return append(cells, cell{"⇥", 1, st})
	}
	if shown := render.Escape(cluster); shown != cluster {
		for _, r := range shown {
			cells = append(cells, cell{string(r), uniseg.StringWidth(string(r)), st})
		}
		return cells
	}
	if width > columns {
		return append(cells, cell{"?", 1, st})
	}
	return append(cells, cell{cluster, width, st})
}

// promptCells are the cells of a prompt. Its colours, ESC [ ... m, take no
// room; any other control character is shown as its escape.
func promptCells(prompt string, columns int) []cell {
	var cells []cell
	for prompt != "" {
		if n := colour(prompt); n > 0 {
			cells = append(cells, cell{text: prompt[:n]})
			prompt = prompt[n:]
			continue
		}
		n := strings.Index(prompt[1:], "\x1b") + 1
		if n == 0 {
			n = len(prompt)
		}
		cells = appendText(cells, prompt[:n], style{}, columns)
		prompt = prompt[n:]
	}
	return cells
}

// colour is the length of the SGR sequence that text begins with, or 0.
func colour(text string) int {
	rest, ok := strings.CutPrefix(text, "\x1b[")
	if !ok {
		return 0
	}
	rest = strings.TrimLeft(rest, "0123456789;:")
	if !strings.HasPrefix(rest, "m") {
		return 0
	}
	return len(text) - len(rest) + 1
}

// lineCells are the cells of a line, and the index of the one at pos, which is
// in bytes.
func lineCells(line string, pos int, parts []assist.Part, color func(assist.Class) (string, string), columns int) ([]cell, int) {
	var cells []cell
	cursor := -1
	at := 0
	for rest, state := line, -1; rest != ""; {
		var cluster string
		var width int
		cluster, rest, width, state = uniseg.FirstGraphemeClusterInString(rest, state)
		for len(parts) > 0 && parts[0].To <= at {
			parts = parts[1:]
		}
		var st style
		if len(parts) > 0 && parts[0].From <= at {
			st.before, st.after = color(parts[0].Class)
		}
		if cursor < 0 && pos < at+len(cluster) {
			cursor = len(cells)
		}
		cells = appendCluster(cells, cluster, width, st, columns)
		at += len(cluster)
	}
	if cursor < 0 {
		cursor = len(cells)
	}
	return cells, cursor
}

// cut takes the cells that fit into so many columns, with … for the rest.
func cut(cells []cell, columns int) []cell {
	width := 0
	for i, c := range cells {
		if width+c.width > columns-1 && widthOf(cells[i:]) > columns-width {
			if columns < 1 {
				return nil
			}
			return append(cells[:i:i], cell{"…", 1, c.style})
		}
		width += c.width
	}
	return cells
}

func widthOf(cells []cell) int {
	width := 0
	for _, c := range cells {
		width += c.width
	}
	return width
}

// rows breaks cells into rows of so many columns; it returns the row and the
// index in it of the cell at cursor, which may be just behind the last one.
func rows(cells []cell, cursor, columns int) (all [][]cell, row, index int) {
	all = [][]cell{nil}
	width := 0
	for i := 0; i <= len(cells); i++ {
		next := 1 // the cursor behind the last cell
		if i < len(cells) {
			next = cells[i].width
		}
		if width+next > columns && (i < len(cells) || cursor == i) {
			all = append(all, nil)
			width = 0
		}
		last := len(all) - 1
		if i == cursor {
			row, index = last, len(all[last])
		}
		if i < len(cells) {
			all[last] = append(all[last], cells[i])
			width += next
		}
	}
	return all, row, index
}

// write appends what a terminal is sent for cells.
func write(b *strings.Builder, cells []cell) {
	var now style
	for _, c := range cells {
		if c.style != now {
			b.WriteString(now.after)
			b.WriteString(c.style.before)
			now = c.style
		}
		b.WriteString(c.text)
	}
	b.WriteString(now.after)
}
