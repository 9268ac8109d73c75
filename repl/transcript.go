package repl

import (
	"io"

	"etcd2sh/repl/lang/script"
)

// keep has show write to the transcript of a lesson, if one is kept: as to a terminal
// without colours.
func (sh *Shell) keep(show func(Stream)) {
	course := sh.Session.Host().Course
	if course == nil || !sh.interactive || sh.secret {
		return
	}
	if w := course.Transcript(); w != nil {
		show(Stream{Writer: w, Terminal: true, Dumb: true})
	}
}

// keepTyped keeps a command as it was typed. What comes of one with a secret is not
// kept. Of a script nothing is, and to look for secrets in it would be for nothing.
func (sh *Shell) keepTyped(c *script.Lines) {
	if !sh.interactive {
		return
	}
	sh.secret = false
	sh.keep(func(t Stream) {
		// Its error comes again when the transcript ends.
		io.WriteString(t.Writer, "\n"+sh.typedText("> ", string(c.Text), c.Starts))
	})
	sh.secret = sh.Session.Commands().HasSecret(string(c.Text))
}
