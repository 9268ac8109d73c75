package render

import (
	"cmp"
	"strings"

	"github.com/rivo/uniseg"
)

// Page is prose for people that is set to the width of the terminal, as help is.
// Anywhere else it is 78 cells wide, and in json a string.
type Page []Paragraph

// Paragraph is a part of a [Page], on lines of its own. The zero value is an empty
// line.
type Paragraph struct {
	Text    string // broken at blanks
	Heading bool   // it is bold
	Hanging int    // how far the lines after the first are indented
	// Lines says that the text keeps its lines and blanks, and is broken only where a
	// terminal is not wide enough.
	Lines bool
	Whole bool // the text is one line that is never broken, so that it can be copied
	// Rows stand in place of a text: names in a column that has so many cells on a page
	// of 78, and beside each what it means.
	Rows   []Row
	Column int
}

// Row is a name and what it means. One without a name goes on with what the row before
// it means.
type Row struct{ Name, Text string }

const (
	pageWidth = 78
	narrow    = 60 // on a narrower page a name stands above its text
)

// String is the page as it is where no terminal is.
func (p Page) String() string {
	return strings.TrimSuffix(strings.Join(p.set(0, func(line string) string { return line }), ""), "\n")
}

// page prints a page for a terminal of so many cells; 0: for none.
func (p *printer) page(page Page, cells int) {
	bold := func(text string) string { return p.colours.heading.before + text + p.colours.heading.after }
	for _, text := range page.set(cells, bold) {
		p.buf = append(p.buf, text...)
	}
}

// set gives the text of each paragraph, its newline included.
func (p Page) set(cells int, bold func(string) string) []string {
	var all []string
	for _, g := range p {
		text := g.set(cells)
		if g.Heading {
			text = bold(text)
		}
		all = append(all, text+"\n")
	}
	return all
}

func (g Paragraph) set(cells int) string {
	width := cmp.Or(cells, pageWidth)
	switch {
	case g.Whole:
		return g.Text
	case g.Lines:
		return WrapIndented(g.Text, cells, strings.Repeat(" ", g.Hanging))
	case g.Rows == nil:
		return hang(g.Text, width, g.Hanging)
	}
	column := g.Column
	if cells > 0 {
		column = min(g.Column*width/pageWidth, g.widest())
	}
	var rows []string
	for _, r := range g.Rows {
		rows = append(rows, r.set(width, column))
	}
	return strings.Join(rows, "\n")
}

// widest is how wide the widest name is.
func (g Paragraph) widest() int {
	widest := 0
	for _, r := range g.Rows {
		widest = max(widest, uniseg.StringWidth(r.Name))
	}
	return widest
}

// set gives a name and its text beside it, or below it where there is no room.
func (r Row) set(width, column int) string {
	name, wide := r.Name, uniseg.StringWidth(r.Name)
	if wide > width-2 {
		name = hang(name, width-2, 4)
	}
	if width < narrow {
		text := "      " + strings.ReplaceAll(Wrap(r.Text, width-6), "\n", "\n      ")
		if name == "" {
			return text
		}
		return "  " + name + "\n" + text
	}
	indent := strings.Repeat(" ", column+4)
	gap := strings.Repeat(" ", max(0, column-wide)+2)
	if wide > column {
		gap = "\n" + indent
	}
	return "  " + name + gap + strings.ReplaceAll(Wrap(r.Text, width-len(indent)), "\n", "\n"+indent)
}

// hang breaks prose into lines of which those after the first are indented.
func hang(text string, width, indent int) string {
	return strings.ReplaceAll(Wrap(text, width-indent), "\n", "\n"+strings.Repeat(" ", indent))
}
