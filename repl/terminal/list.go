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
// each label, > before the one that is selected. The last line says what that is if
// it does not stand beside it, and where not all fit, those about it are there, and
// how many are not.
func (m menu) rows(columns, lines int) []string {
	g := m.grid(columns-1, lines)
	from := 0
	if m.at >= 0 {
		from = m.at / (g.across * g.down) * (g.across * g.down)
	}
	to := min(len(g.labels), from+g.across*g.down)
	var all []string
	for row := from; row < min(to, from+g.down); row++ {
		var b strings.Builder
		for i := row; i < to; i += g.down {
			last := i+g.down >= to
			m.writeLabel(&b, i, g.labels[i], g.label, last && g.description == 0)
			if g.description > 0 {
				b.WriteString("  ")
				writePadded(&b, g.descriptions[i], g.description, true)
			}
			if !last {
				b.WriteString(strings.Repeat(" ", gap))
			}
		}
		all = append(all, strings.TrimRight(b.String(), " "))
	}
	if foot := m.foot(g, g.total-(to-from), columns-1); foot != "" && len(all) < lines {
		all = append(all, foot)
	}
	return all
}

// grid is how candidates are laid out.
type grid struct {
	labels, descriptions [][]cell
	label, description   int // how wide each of them is
	across, down         int // how many are shown
	total                int // how many there are
}

func (m menu) grid(width, lines int) grid {
	labels, descriptions, l, d := measure(m.Candidates, width-1)
	g := grid{labels: labels, descriptions: descriptions, label: l, across: 1, total: max(m.Total, len(labels))}
	if g.total <= lines {
		if least := min(d, leastDescription); d > 0 && width > 4*leastDescription { // labels are cut, if one must be
			g.label = min(l, width-1-2-least)
		}
		g.description = max(0, min(d, width-1-g.label-2))
	}
	if g.description == 0 {
		g.across = max(1, (width+gap)/(1+l+gap))
	}
	if g.description == 0 && d > 0 || g.across*lines < g.total { // for the last line
		lines = max(1, lines-1)
	}
	g.down = min((len(labels)+g.across-1)/g.across, lines)
	g.across = min(g.across, (len(labels)+g.down-1)/g.down)
	return g
}

// foot is the last line: what is selected, and how many are not shown; "" when
// there is nothing to say.
func (m menu) foot(g grid, hidden, width int) string {
	var foot []cell
	if hidden > 0 {
		foot = appendText(foot, "… and "+grouped(hidden)+" more", faint(), width)
	}
	if m.at >= 0 && g.description == 0 && len(g.descriptions[m.at]) > 0 {
		if hidden > 0 {
			foot = appendText(foot, ": ", faint(), width)
		}
		foot = append(foot, g.descriptions[m.at]...)
	}
	var b strings.Builder
	write(&b, cut(foot, width))
	return b.String()
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
