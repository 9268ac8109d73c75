package repl

import (
	"fmt"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
)

// exchange shows an HTTP request on standard error: to a person as a line that sends
// it again, and what came; in a script as data. If standard error is gone, there is
// nowhere to say so.
func (sh *Shell) exchange(x eval.Exchange) {
	w := sh.Err.Writer
	if sh.Behind != nil {
		w = sh.Behind
	}
	sh.flush()
	style := sh.atAnyTime()
	style.Format = x.Format
	if !sh.Err.Terminal && style.Format != render.Simple {
		style.Result(w, x.Data())
		return
	}
	text := "; " + render.Escape(x.Text())
	if note := x.NoteText(); note != "" {
		text += "\n; " + note
	}
	fmt.Fprintf(w, "%s\n%s\n", style.Dim(render.Escape(x.Curl())), style.Remark(text)) // a line to be copied is not broken
}
