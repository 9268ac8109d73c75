package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
)

// Lanes is a drawing of what some clients did one after another: a column for each,
// time goes down, and on the right stands what became of the store. In json it is a
// string.
type Lanes struct {
	Title string   // what is drawn, in few words
	Names []string // of the clients
	State string   // of the column on the right
	Steps []LaneStep
}

// LaneStep is what one client did. Any text may be empty, and is escaped.
type LaneStep struct {
	Lane       int // whose step it is, counted from 0
	Sent, Came string
	State      string   // of the store, where it is another than before
	Marks      []string // what is wrong, in a word or two each
	Notes      []string // the same in sentences, without their stops
}

// signs are the characters that drawings are made of.
type signs struct{ bar, arrow, mark, cut string }

// signs are plain where a terminal shows no colours: it may have no others.
func (s Style) signs() signs {
	if s.Dumb || !s.Color {
		return signs{"|", "->", "x", "~"}
	}
	return signs{"│", "→", "✗", "…"}
}

// String is the drawing as it is where no terminal is.
func (l Lanes) String() string { return strings.Join(l.lines(Style{}), "\n") }

// lines draws.
func (l Lanes) lines(s Style) []string {
	width := s.Width
	if width <= 0 {
		width = pageWidth
	}
	signs := s.signs()
	g, ok := newDrawing(l, width, signs)
	if !ok {
		l = l.single()
		g, _ = newDrawing(l, width, signs)
	}
	if s.Color {
		g.colours = colours()
	}
	lines := g.heading(l)
	for i, step := range l.Steps {
		lines = append(lines, g.step(i, step)...)
	}
	return lines
}

// headings are the names of the columns.
func (l Lanes) headings() []string { return append(slices.Clone(l.Names), l.State) }

// single has all steps in one column, each behind the name of its client.
func (l Lanes) single() Lanes {
	one := Lanes{Title: l.Title, Names: []string{""}, State: l.State}
	for _, step := range l.Steps {
		step.Sent, step.Lane = l.Names[step.Lane]+": "+step.Sent, 0
		one.Steps = append(one.Steps, step)
	}
	return one
}

// drawing is where the columns of a drawing stand.
type drawing struct {
	signs
	colours palette
	width   int
	first   int   // the column of the numbers
	columns []int // of the clients, and of the state
	above   bool  // the title has a line of its own
	beside  bool  // marks stand behind the state, and not below
}

const (
	laneGap    = "  "
	numbers    = 3  // cells
	leastCells = 14 // of a column
	shortTitle = 11 // cells that fit above the numbers
)

// newDrawing makes the drawing for a width; false where that is too narrow.
func newDrawing(l Lanes, width int, s signs) (drawing, bool) {
	g := drawing{signs: s, width: width, first: max(numbers, len(strconv.Itoa(len(l.Steps))))}
	marks := 0
	for _, name := range l.headings() {
		g.columns = append(g.columns, uniseg.StringWidth(Escape(name)))
	}
	state := len(l.Names)
	for _, step := range l.Steps {
		g.columns[step.Lane] = max(g.columns[step.Lane], uniseg.StringWidth(g.text(step)))
		g.columns[state] = max(g.columns[state], uniseg.StringWidth(Escape(step.State)))
		marks = max(marks, uniseg.StringWidth(g.marks(step)))
	}
	title := uniseg.StringWidth(Escape(l.Title))
	if g.above = title > shortTitle || g.total()+max(0, title-g.first) > width; !g.above {
		g.first = max(g.first, title)
	}
	g.beside = marks > 0 && g.total()+len(laneGap)+marks <= width
	for widest := width; g.total() > width; widest-- {
		if widest < leastCells {
			return g, false
		}
		for i := range g.columns {
			g.columns[i] = min(g.columns[i], widest)
		}
	}
	return g, true
}

// total is how wide the drawing is without its marks.
func (g drawing) total() int {
	total := g.first
	for _, c := range g.columns {
		total += len(laneGap) + c
	}
	return total
}

// text is a step without its place.
func (g drawing) text(s LaneStep) string {
	if s.Came == "" {
		return Escape(s.Sent)
	}
	return Escape(s.Sent) + " " + g.arrow + " " + Escape(s.Came)
}

// within is a step in so many cells: what is cut is what was sent, while there is room
// for what came.
func (g drawing) within(s LaneStep, cells int) string {
	text := g.text(s)
	answer := g.arrow + " " + Escape(s.Came)
	left := cells - uniseg.StringWidth(answer) - 1
	if uniseg.StringWidth(text) <= cells || s.Came == "" || left < 4 {
		return text
	}
	return strings.TrimRight(g.pad(Escape(s.Sent), left), " ") + " " + answer
}

// marks is what is wrong with a step, in short.
func (g drawing) marks(s LaneStep) string {
	if len(s.Marks) == 0 {
		return ""
	}
	return g.mark + " " + Escape(strings.Join(s.Marks, ", "))
}

// pad is a text in a column of so many cells.
func (g drawing) pad(text string, cells int) string {
	if uniseg.StringWidth(text) > cells {
		text = strings.TrimSuffix(Cut(text, cells), "…") + g.cut
	}
	return text + strings.Repeat(" ", max(0, cells-uniseg.StringWidth(text)))
}

// heading is the names of the columns.
func (g drawing) heading(l Lanes) []string {
	line, title := g.pad("", g.first), Escape(l.Title)
	if !g.above {
		line = g.pad(title, g.first)
	}
	for i, name := range l.headings() {
		line += laneGap + g.pad(Escape(name), g.columns[i])
	}
	line = g.dim(strings.TrimRight(line, " "))
	if g.above && title != "" {
		return []string{g.dim(strings.TrimRight(g.pad(title, g.width), " ")), line}
	}
	return []string{line}
}

// step is the lines of the step at i.
func (g drawing) step(i int, s LaneStep) []string {
	number := strconv.Itoa(i + 1)
	line := g.pad(strings.Repeat(" ", max(0, numbers-len(number)))+number, g.first)
	for lane, cells := range g.columns[:len(g.columns)-1] {
		if lane == s.Lane {
			line += laneGap + g.pad(g.within(s, cells), cells)
		} else {
			line += laneGap + g.dim(g.bar) + strings.Repeat(" ", max(0, cells-1))
		}
	}
	line += laneGap + g.pad(Escape(s.State), g.columns[len(g.columns)-1])
	marks := g.marks(s)
	if g.beside && marks != "" {
		line += laneGap + g.colours.refusal.before + marks + g.colours.refusal.after
		marks = ""
	}
	lines := []string{strings.TrimRight(line, " ")}
	note := Escape(strings.Join(s.Notes, "; "))
	switch {
	case note == "" && marks == "":
		return lines
	case note != "" && marks != "":
		note = ": " + note
	}
	indent := strings.Repeat(" ", g.first+len(laneGap))
	text := WrapIndented(indent+marks+note+".", g.width, indent)
	return append(lines, g.dim(text))
}

func (g drawing) dim(text string) string { return g.colours.hint.before + text + g.colours.hint.after }
