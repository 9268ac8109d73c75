//go:build unix

package terminal

import (
	"strconv"
	"strings"

	"etcd2sh/repl/assist"
)

// Descriptions have at least this room, if they need it.
const leastDescription = 8

// menu is candidates as they are shown.
type menu struct {
	assist.Completion
	at int // the one that is selected; -1: none
}

// gap is the blanks between two columns.
const gap = 3

// rows lays candidates out within the width and so many lines: with a description
// beside each if all fit so, else in columns of labels alone. A blank stands before
// each label, > before the one that is selected. Where not all fit, those about the
// selected one are there, and the last line says how many are not.
func (m menu) rows(columns, lines int) []string {
	width := columns - 1
	labels, descriptions, l, d := measure(m.Candidates, width-1)
	total := max(m.Total, len(labels))
	if total > lines {
		d = 0
	}
	if least := min(d, leastDescription); d > 0 && width > 4*leastDescription { // labels are cut, if one must be
		l = min(l, width-1-2-least)
	}
	d = max(0, min(d, width-1-l-2))
	across := 1
	if d == 0 {
		across = max(1, (width+gap)/(1+l+gap))
	}
	down := min((len(labels)+across-1)/across, lines)
	if across*down < total {
		down = max(1, lines-1)
	}
	across = min(across, (len(labels)+down-1)/down)
	from := 0
	if m.at >= 0 {
		from = m.at / (across * down) * (across * down)
	}
	to := min(len(labels), from+across*down)
	var all []string
	for row := from; row < min(to, from+down); row++ {
		var b strings.Builder
		for i := row; i < to; i += down {
			last := i+down >= to
			m.writeLabel(&b, i, labels[i], l, last && d == 0)
			if d > 0 {
				b.WriteString("  ")
				writePadded(&b, descriptions[i], d, true)
			}
			if !last {
				b.WriteString(strings.Repeat(" ", gap))
			}
		}
		all = append(all, strings.TrimRight(b.String(), " "))
	}
	if to-from < total && lines > 1 {
		var b strings.Builder
		write(&b, cut(appendText(nil, "… and "+grouped(total-(to-from))+" more", faint(), columns), width))
		all = append(all, b.String())
	}
	return all
}

// writeLabel writes the label of the candidate at i, marked when it is selected.
func (m menu) writeLabel(b *strings.Builder, i int, label []cell, width int, last bool) {
	if i != m.at {
		b.WriteByte(' ')
		writePadded(b, label, width, last)
		return
	}
	b.WriteByte('>')
	st := selected()
	for i := range label {
		label[i].style = st
	}
	writePadded(b, label, width, last)
}

// measure makes cells of labels and descriptions, and says how wide the widest
// of each are. A label is never wider than the screen.
func measure(candidates []assist.Candidate, width int) (labels, descriptions [][]cell, l, d int) {
	for _, c := range candidates {
		label := cut(flat(c.Label, style{}, width), width)
		description := flat(c.Description, faint(), width)
		labels, descriptions = append(labels, label), append(descriptions, description)
		l, d = max(l, widthOf(label)), max(d, widthOf(description))
	}
	return labels, descriptions, l, d
}

// flat is the cells of a text that says what it holds: a newline is "\n".
func flat(text string, st style, columns int) []cell {
	return appendText(nil, strings.ReplaceAll(text, "\n", `\n`), st, columns)
}

// writePadded writes cells, cut or filled up with blanks to a width.
func writePadded(b *strings.Builder, cells []cell, width int, last bool) {
	cells = cut(cells, width)
	write(b, cells)
	if !last {
		b.WriteString(strings.Repeat(" ", max(0, width-widthOf(cells))))
	}
}

// grouped is a number with a comma after every thousand.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
