//go:build unix

package terminal

import (
	"sync"

	"etcd2sh/render"
	"etcd2sh/repl/assist"

	"github.com/fatih/color"
)

// looks are what the parts of a line look like. A class that is not among them
// has no colour.
var looks = map[assist.Class][]color.Attribute{
	assist.ClassCommand:  {color.Bold},
	assist.ClassUnknown:  {color.FgRed},
	assist.ClassKey:      {color.FgCyan},
	assist.ClassOption:   {color.FgBlue},
	assist.ClassString:   {color.FgGreen},
	assist.ClassNumber:   {color.FgMagenta},
	assist.ClassFunction: {color.Bold, color.FgBlue},
	assist.ClassVariable: {color.FgYellow},
	assist.ClassOpen:     {color.Bold, color.FgYellow},
	assist.ClassComment:  {color.Faint},
	assist.ClassSwallow:  {color.Bold, color.FgRed},
}

// styles are the looks as a terminal is told them, made when the first is
// wanted.
var styles = sync.OnceValue(func() map[assist.Class]style {
	all := make(map[assist.Class]style, len(looks))
	for class, look := range looks {
		all[class] = newStyle(look...)
	}
	return all
})

// faint is how hints and descriptions look.
var faint = sync.OnceValue(func() style { return newStyle(color.Faint) })

// selected is how the candidate looks that is selected.
var selected = sync.OnceValue(func() style { return newStyle(color.ReverseVideo) })

// newStyle is a style after which everything is reset.
func newStyle(look ...color.Attribute) style {
	before, _ := render.SGR(look...)
	reset, _ := render.SGR(color.Reset)
	return style{before, reset}
}

// Palette is the colours that an Editor has unless it is given others.
func Palette(c assist.Class) (before, after string) {
	s := styles()[c]
	return s.before, s.after
}
