package repl

import (
	"bytes"
	"fmt"

	"etcd2sh/repl/eval"
)

// behind gives a show that writes to Behind, each part in one piece. They look
// as results look now, without metadata.
func (sh *Shell) behind() func(int, any, error) {
	style := sh.Out.style(sh.Session.Settings())
	style.Meta = false
	return func(n int, v any, err error) {
		text := bytes.NewBufferString(fmt.Sprintf("[%d] ", n))
		style := style
		if style.Width > 0 {
			style.Width = max(1, style.Width-text.Len())
		}
		if err == nil {
			err = style.Result(text, eval.Shown(v))
		}
		if err != nil {
			style.Error(text, eval.ErrorData(err)) // a buffer takes it all
		}
		sh.Behind.Write(text.Bytes()) // if the terminal is gone, the prompt finds out
	}
}
