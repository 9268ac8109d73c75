//go:build unix

package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/hinshun/vt10x"
)

// The picture is measured in pixels. A cell is as wide as a character of the
// fonts that are named is at that size.
const (
	fontSize           = 14
	cellWide, cellHigh = 8.43, 18
	padding            = 20
	titleHigh          = 36
	fonts              = `ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace`
)

const background, foreground, border = "#1d2129", "#d5dae3", "#343a46"

// palette is how the sixteen colours look. The emulator makes a bold colour a
// bright one.
var palette = [16]string{
	"#3b4252", "#e8747c", "#9ccb7e", "#e3bd76", "#6cb2f2", "#c98be0", "#5fbfcb", "#d5dae3",
	"#7d8696", "#f28b92", "#b3dc97", "#f0cf8e", "#8cc6fa", "#dca5ee", "#80d3dc", "#ffffff",
}

// The modes of a cell that are drawn, by the emulator's numbers.
const underlined, bold, italic = 1 << 1, 1 << 2, 1 << 4

// draw draws a screen as a window, without the empty lines at its end.
func draw(w io.Writer, s screen) {
	high := rows
	for high > s.y+1 && s.text(high-1) == "" {
		high--
	}
	width, height := 2*padding+columns*cellWide, titleHigh+float64(high*cellHigh)+padding
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" aria-label="A session at the prompt of etcd2sh-sandbox">
<style>text { font: %dpx %s; white-space: pre; fill: %s }</style>
<rect x="0.5" y="0.5" width="%.0f" height="%.0f" rx="9" fill="%s" stroke="%s"/>
`, width, height, width, height, fontSize, fonts, foreground, width-1, height-1, background, border)
	for i, colour := range []string{"#ec6a5e", "#f4bf4f", "#61c554"} {
		fmt.Fprintf(w, "<circle cx=\"%d\" cy=\"%d\" r=\"5.5\" fill=\"%s\"/>\n", padding+2+20*i, titleHigh/2, colour)
	}
	fmt.Fprintf(w, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" style=\"fill: %s\">etcd2sh-sandbox</text>\n", width/2, titleHigh/2+5, palette[8])
	fmt.Fprintf(w, "<rect x=\"%s\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\" opacity=\"0.35\"/>\n", column(s.x), titleHigh+s.y*cellHigh, cellWide, cellHigh, foreground)
	for y := range high {
		drawLine(w, y, s.cells[y])
	}
	fmt.Fprintln(w, "</svg>")
}

// column is where a column of cells begins.
func column(x int) string { return fmt.Sprintf("%.2f", padding+float64(x)*cellWide) }

// drawLine draws a line: its backgrounds, then its text in runs of one style,
// each where its cells are, however wide the font is.
func drawLine(w io.Writer, y int, cells []vt10x.Glyph) {
	end := len(cells)
	for end > 0 && cells[end-1].Char == ' ' && cells[end-1].BG == vt10x.DefaultBG {
		end--
	}
	if end == 0 {
		return
	}
	top := titleHigh + y*cellHigh
	var text strings.Builder
	for _, r := range split(cells[:end]) {
		if r.bg != vt10x.DefaultBG {
			fmt.Fprintf(w, "<rect x=\"%s\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"/>\n", column(r.x), top, float64(r.cells)*cellWide, cellHigh, colour(r.bg, background))
		}
		if strings.TrimSpace(r.text) == "" && r.mode&underlined == 0 {
			text.WriteString(" ") // between the words of who copies them
			continue
		}
		fmt.Fprintf(&text, `<tspan x="%s" textLength="%.2f"%s>`, column(r.x), float64(r.cells)*cellWide, r.style())
		xml.EscapeText(&text, []byte(r.text)) // a Builder takes all
		text.WriteString("</tspan>")
	}
	fmt.Fprintf(w, "<text y=\"%d\" xml:space=\"preserve\">%s</text>\n", top+cellHigh-5, strings.TrimRight(text.String(), " "))
}

// stretch is a row of cells of one style. A wide character is one by itself.
type stretch struct {
	x, cells int
	text     string
	wide     bool
	mode     int16
	fg, bg   vt10x.Color
}

func split(line []vt10x.Glyph) []stretch {
	var all []stretch
	for x, g := range line {
		if g.Char == filler && len(all) > 0 {
			all[len(all)-1].cells++
			continue
		}
		wide := x+1 < len(line) && line[x+1].Char == filler
		s := stretch{x: x, cells: 1, text: string(g.Char), wide: wide, mode: g.Mode & (underlined | bold | italic), fg: g.FG, bg: g.BG}
		if i := len(all) - 1; i >= 0 && !wide && !all[i].wide && all[i].mode == s.mode && all[i].fg == s.fg && all[i].bg == s.bg {
			all[i].cells++
			all[i].text += s.text
			continue
		}
		all = append(all, s)
	}
	return all
}

// style is the attributes of a stretch's text.
func (s stretch) style() string {
	var style strings.Builder
	if s.fg != vt10x.DefaultFG {
		fmt.Fprintf(&style, ` style="fill: %s"`, colour(s.fg, foreground))
	}
	if s.mode&bold != 0 {
		style.WriteString(` font-weight="bold"`)
	}
	if s.mode&italic != 0 {
		style.WriteString(` font-style="italic"`)
	}
	if s.mode&underlined != 0 {
		style.WriteString(` text-decoration="underline"`)
	}
	return style.String()
}

// colour is how one of the sixteen colours looks; another is the one given.
func colour(c vt10x.Color, other string) string {
	if c < vt10x.Color(len(palette)) {
		return palette[c]
	}
	return other
}
