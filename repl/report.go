package repl

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"etcd2sh/render"

	"github.com/rivo/uniseg"
)

// place is where a command of a script stands. The zero place is the prompt.
type place struct {
	name string // as errors call the source
	*command
}

// report prints an error and where it was met, and for a person what might
// help.
func (sh *Shell) report(at place, err error) {
	sh.flush()
	var sourced *SourceError
	for errors.As(err, &sourced) {
		at, err = sourced.place, sourced.Err
	}
	style := sh.Err.style(sh.Session.config)
	data := ErrorData(err)
	switch {
	case style.Format == render.JSON:
		data = append(data, at.entries(err)...)
	default:
		sh.printf("%s", at.header(err))
	}
	if style.Format == render.Simple {
		data = render.Map{{Key: render.Keyword("message"), Value: lineOf(err, data)}}
	}
	if err := style.Error(sh.Err.Writer, data); err != nil {
		return // standard error is gone: there is nowhere left to say so
	}
	if h := hint(err); h != "" && sh.Err.Terminal {
		sh.printf("%s\n", style.Dim("; hint: "+h))
	}
}

// entries tell where an error was met, as data.
func (p place) entries(err error) []render.Entry {
	if p.name == "" {
		return nil
	}
	line, column := p.met(err)
	entries := []render.Entry{
		{Key: render.Keyword("file"), Value: p.name},
		{Key: render.Keyword("line"), Value: line},
	}
	if column > 0 {
		entries = append(entries, render.Entry{Key: render.Keyword("column"), Value: column})
	}
	return entries
}

// header tells where an error was met, in lines of its own: the command on one
// line, and under it a caret where a usage error begins.
func (p place) header(err error) string {
	if p.name == "" || len(p.Text) == 0 {
		return ""
	}
	const most = 240
	text := redact(string(p.Text))
	blanks := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	shown := []rune(render.Escape(strings.TrimSpace(text)))
	if len(shown) > most {
		shown = append(shown[:most], '…')
	}
	before := fmt.Sprintf("; %s:%d: ", render.Escape(p.name), p.line)
	header := before + string(shown) + "\n"
	line, column := p.met(err)
	if column == 0 {
		return header
	}
	where := fmt.Sprintf("column %d", column)
	if line != p.line {
		where = fmt.Sprintf("line %d, column %d", line, column)
	}
	lead := render.Escape(redact(string(p.Text[:p.usageAt(err)]))[blanks:])
	indent := uniseg.StringWidth(before[2:] + lead)
	if utf8.RuneCountInString(lead) >= most {
		indent = 0
	}
	return header + "; " + strings.Repeat(" ", indent) + "^ " + where + "\n"
}

// met gives the line of an error, and the column in characters if it is known
// too.
func (p place) met(err error) (line, column int) {
	at := p.usageAt(err)
	if at < 0 {
		return p.line, 0
	}
	line = p.lineAt(at)
	begin := p.starts[line-p.line]
	return line, 1 + utf8.RuneCount(p.Text[begin:at])
}

// usageAt gives where in the text a usage error was met, or -1.
func (p place) usageAt(err error) int {
	var usage *UsageError
	if !errors.As(err, &usage) || !usage.met || usage.at > len(p.Text) {
		return -1
	}
	return usage.at
}
