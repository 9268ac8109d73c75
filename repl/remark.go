package repl

import (
	"fmt"
	"io"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// remark prints the remarks on a command that has ended.
func (sh *Shell) remark() {
	sh.noting.Lock()
	notes := sh.notes
	sh.notes = nil
	sh.noting.Unlock()
	style := sh.Err.style(sh.Session.Settings())
	for _, text := range notes {
		sh.flush()
		sh.say(sh.Err.Writer, style, text)
		sh.keep(func(t Stream) { sh.say(t.Writer, t.style(sh.Session.Settings()), text) })
	}
}

// say writes a remark; among errors in json it is json too. If standard error is
// gone, there is nowhere to say so.
func (sh *Shell) say(w io.Writer, style render.Style, text string) {
	if style.Format == render.JSON && !sh.interactive {
		style.Error(w, lang.ErrorMap("note", text))
		return
	}
	fmt.Fprintln(w, style.Remark("; "+text))
}

// warn writes a remark at once, at a prompt above the line that is typed.
func (sh *Shell) warn(text string) {
	w := sh.Err.Writer
	if sh.Behind != nil {
		w = sh.Behind
	}
	sh.flush()
	say := func() { sh.say(w, sh.atAnyTime(), text) }
	if bar := sh.bar.Load(); bar != nil {
		bar.Above(say)
		return
	}
	say()
}

// atAnyTime is the style of a remark that comes while commands run: settings may be
// changing, but the width is that of now.
func (sh *Shell) atAnyTime() render.Style {
	style := sh.warning
	style.Width = sh.Err.width()
	return style
}

func (sh *Shell) note(text string) {
	sh.noting.Lock()
	defer sh.noting.Unlock()
	sh.notes = append(sh.notes, text)
}
