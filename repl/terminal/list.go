//go:build unix

package terminal

import (
	"strconv"
	"strings"

	"etcd2sh/repl/assist"
)

// A column has at least this room for descriptions, if they need it.
const leastDescription = 16

// list lays candidates out in columns, within the width of the terminal and
// three lines less than its height.
func list(c assist.Completion, columns, lines int) string {
	width := columns - 1
	labels, descriptions, l, d := measure(c.Candidates, width)
	if l+2+d > width { // one column, its descriptions cut
		d = max(0, width-l-2)
		if l > width-2-leastDescription && width > 2*leastDescription {
			d = min(leastDescription, d)
		}
	}
	cell := l
	if d > 0 {
		cell += 2 + d
	}
	across := max(1, (width+2)/(cell+2))
	down := (len(labels) + across - 1) / across
	total := max(c.Total, len(labels))
	if room := max(1, lines-3); down > room || total > len(labels) {
		down = min(down, max(1, room-1))
	}
	across = min(across, (len(labels)+down-1)/down)
	shown := min(len(labels), across*down)
	var b strings.Builder
	for row := range down {
		for i := row; i < shown; i += down {
			last := i+down >= shown
			writePadded(&b, labels[i], l, last && d == 0)
			if d > 0 {
				b.WriteString("  ")
				writePadded(&b, descriptions[i], d, last)
			}
			if !last {
				b.WriteString("  ")
			}
		}
		b.WriteByte('\n')
	}
	if total > shown {
		more := appendText(nil, "… and "+grouped(total-shown)+" more", faint(), columns)
		write(&b, cut(more, width))
		b.WriteByte('\n')
	}
	return b.String()
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
