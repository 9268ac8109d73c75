package script

import (
	"errors"
	"unicode/utf8"

	"etcd2sh/repl/lang"
)

// Place is where a command of a script stands. The zero place is the prompt.
type Place struct {
	Name string // as errors call the source
	*Lines
}

// Met gives the line of an error, and the column in characters if it is known
// too.
func (p Place) Met(err error) (line, column int) {
	at := p.UsageAt(err)
	if at < 0 {
		return p.Line, 0
	}
	line = p.lineAt(at)
	begin := p.Starts[line-p.Line]
	return line, 1 + utf8.RuneCount(p.Text[begin:at])
}

// UsageAt gives where in the text a usage error was met, or -1.
func (p Place) UsageAt(err error) int {
	var usage *lang.UsageError
	if !errors.As(err, &usage) || !usage.Located || usage.Offset > len(p.Text) {
		return -1
	}
	return usage.Offset
}
