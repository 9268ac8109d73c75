//go:build unix

package terminal

import (
	"cmp"
	"fmt"
	"strings"
)

// draw shows the line and puts the cursor into its place, in one write.
func (s *screen) draw() {
	columns, lines := s.size()
	prompt := s.prompt
	if s.search != "" {
		prompt = s.search
	}
	cells := promptCells(prompt, columns)
	text, cursor := lineCells(string(s.line), len(string(s.line[:s.pos])), s.parts, s.color, columns)
	cursor += len(cells)
	cells = append(cells, text...)
	if s.dumb {
		s.drawDumb(cells, cursor, columns)
		return
	}
	all, row, index := rows(cells, cursor, columns)
	all[row] = s.hinted(all[row], columns)
	erasure := s.erasure()
	if len(all) > lines { // show the part around the cursor
		top := min(max(0, row-lines/2), len(all)-lines)
		all, row = all[top:top+lines], row-top
	}
	var below []string
	if room := lines - len(all); s.menu != nil && room > 0 {
		below = s.menu.rows(columns, room)
	}
	var b strings.Builder
	b.WriteString(erasure)
	for i, r := range all {
		write(&b, r)
		if i+1 < len(all) && (widthOf(r) < columns || len(all[i+1]) == 0) {
			b.WriteString("\r\n")
		}
	}
	for _, line := range below {
		b.WriteString("\r\n" + line)
	}
	if last := len(all) - 1 + len(below); row < last || index < len(all[row]) {
		if row < last {
			fmt.Fprintf(&b, "\x1b[%dA", last-row)
		}
		// The terminal knows best how wide the cells before the cursor are.
		b.WriteByte('\r')
		write(&b, all[row][:index])
	}
	s.row, s.columns = row, columns
	s.send(b.String())
}

// hinted is the last row of a line with as much of the suggestion, or else of the
// hint, as fits.
func (s *screen) hinted(row []cell, columns int) []cell {
	text := cmp.Or(s.ghost, s.hint)
	if text == "" || s.search != "" {
		return row
	}
	room := columns - 1 - widthOf(row)
	if room < leastHint {
		s.ghost = "" // what cannot be seen cannot be taken
		return row
	}
	hint := appendText(nil, strings.TrimRight(text, "\n"), faint(), columns)
	return append(row[:len(row):len(row)], cut(hint, room)...)
}

// leastHint is the room below which a hint says nothing.
const leastHint = 4

// erasure takes away what draw has drawn. A terminal whose width has changed
// is taken to have broken the rows anew, as nearly all do.
func (s *screen) erasure() string {
	if s.dumb {
		return "\r" + strings.Repeat(" ", s.drawn) + "\r"
	}
	row := s.row
	if columns, _ := s.size(); columns != s.columns && s.columns > 0 {
		cells := promptCells(s.prompt, columns)
		text, cursor := lineCells(string(s.line), len(string(s.line[:s.pos])), nil, s.color, columns)
		_, row, _ = rows(append(cells, text...), len(cells)+cursor, columns)
	}
	if row == 0 {
		return "\r\x1b[J"
	}
	return fmt.Sprintf("\x1b[%dA\r\x1b[J", row)
}

// drawDumb shows, in one row, the part of the line that the cursor is in.
func (s *screen) drawDumb(cells []cell, cursor, columns int) {
	from, width := cursor, 0
	for from > 0 && width+cells[from-1].width <= columns-1 {
		from--
		width += cells[from].width
	}
	to, shown := cursor, width
	for to < len(cells) && shown+cells[to].width < columns {
		shown += cells[to].width
		to++
	}
	var b strings.Builder
	b.WriteString(s.erasure())
	write(&b, cells[from:to])
	if to > cursor {
		b.WriteByte('\r')
		write(&b, cells[from:cursor])
	}
	s.drawn = shown
	s.send(b.String())
}
