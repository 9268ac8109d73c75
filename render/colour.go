package render

import (
	"strings"
	"sync"

	"github.com/fatih/color"
)

// colour is what a terminal is sent before and after a token. The zero value
// is no colour.
type colour struct{ before, after string }

// palette holds a colour for each kind of token.
type palette struct{ key, keyword, text, number, constant, refusal, hint, heading colour }

// colours is made once, when the first colour is wanted.
var colours = sync.OnceValue(func() palette {
	return palette{
		key:      newColour(color.FgCyan),
		keyword:  newColour(color.FgCyan),
		text:     newColour(color.FgGreen),
		number:   newColour(color.FgMagenta),
		constant: newColour(color.FgYellow),
		refusal:  newColour(color.FgRed),
		hint:     newColour(color.Faint),
		heading:  newColour(color.Bold),
	}
})

func newColour(a color.Attribute) colour {
	before, after := SGR(a)
	return colour{before, after}
}

// SGR gives the escape codes that a terminal is sent before and after a text
// that is to look like that; after takes back no more than before gave.
func SGR(look ...color.Attribute) (before, after string) {
	c := color.New(look...)
	c.EnableColor() // whatever the library thinks of standard output
	before, after, _ = strings.Cut(c.Sprint("|"), "|")
	return before, after
}
