package repl

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"

	"github.com/rivo/uniseg"
)

// report prints an error and where it was met, and for a person what might
// help.
func (sh *Shell) report(at script.Place, err error) {
	sh.flush()
	for s := sourced(err); s != nil; s = sourced(err) {
		at, err = s.Place, s.Err
	}
	command := sh.redacted(at)
	err = command.Err(err)
	style := sh.Err.style(sh.Session.Settings())
	data := eval.ErrorData(err)
	switch {
	case style.Format == render.JSON:
		data = data.With(entries(at, err, command)...)
	default:
		sh.printf("%s", header(at, err, command))
	}
	sh.Err.fail(style, err, data)
	sh.keep(func(t Stream) { t.fail(t.style(sh.Session.Settings()), err, data) })
}

// redacted is the command at a place, if there is one.
func (sh *Shell) redacted(at script.Place) lang.Redacted {
	if at.Lines == nil {
		return lang.Redacted{}
	}
	return sh.Session.Commands().Redact(string(at.Text))
}

// sourced gives the error of a command in a file that an error is about; nil where
// it is about more, as the loss of a lock that a file ran under.
func sourced(err error) *eval.SourceError {
	for ; err != nil; err = errors.Unwrap(err) {
		if s, ok := err.(*eval.SourceError); ok {
			return s
		}
	}
	return nil
}

// Fail prints an error that no command has met, in the form in which a shell prints
// those of commands.
func (s Stream) Fail(err error, format render.Format) {
	s.fail(s.style(eval.Settings{Output: format}), err, eval.ErrorData(err))
}

// fail prints an error, whose data is given, and a hint for a person. If the stream
// is gone, there is nowhere left to say so.
func (s Stream) fail(style render.Style, err error, data render.Map) {
	usage := ""
	if s.Terminal && style.Format != render.JSON {
		usage = usageOf(err, style.Width-len(usageMark))
		data = data.Without(render.Keyword("usage"))
	}
	if style.Format == render.Simple {
		data = render.Map{{Key: render.Keyword("message"), Value: lineOf(err, data)}}
	}
	if err := style.Error(s.Writer, data); err != nil {
		return
	}
	if usage != "" {
		fmt.Fprintln(s.Writer, style.Remark(usageMark+usage))
	}
	if h := eval.Hint(err); h != "" && s.Terminal {
		fmt.Fprintln(s.Writer, style.Remark("; hint: "+h))
	}
}

// usageMark begins a usage line below an error.
const usageMark = "; usage: "

// usageOf is the usage line that stands below an error, in so many characters, or "".
func usageOf(err error, most int) string {
	if u := (*lang.UsageError)(nil); errors.As(err, &u) {
		return u.UsageWithin(most)
	}
	return ""
}

// entries tell where an error was met, as data.
func entries(p script.Place, err error, command lang.Redacted) []render.Entry {
	if p.Name == "" {
		return nil
	}
	line, column := met(p, err, command)
	entries := []render.Entry{
		{Key: render.Keyword("file"), Value: p.Name},
		{Key: render.Keyword("line"), Value: line},
	}
	if column > 0 {
		entries = append(entries, render.Entry{Key: render.Keyword("column"), Value: column})
	}
	return entries
}

// met gives the line of an error and its column, 0 where it is not known, in the text as
// it is shown: how long that is which is hidden is not told.
func met(p script.Place, err error, command lang.Redacted) (line, column int) {
	line, column = p.Met(err)
	if column > 0 {
		column = 1 + utf8.RuneCountInString(command.Part(p.Starts[line-p.Line], p.UsageAt(err)))
	}
	return line, column
}

// header tells where an error was met, in lines of its own: the command on one
// line without what must not be shown, and under it a caret where a usage error begins.
func header(p script.Place, err error, command lang.Redacted) string {
	if p.Name == "" || len(p.Text) == 0 {
		return ""
	}
	const most = 240
	text := command.String()
	blanks := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	shown := []rune(render.Escape(strings.TrimSpace(text)))
	if len(shown) > most {
		shown = append(shown[:most], '…')
	}
	before := fmt.Sprintf("; %s:%d: ", render.Escape(p.Name), p.Line)
	header := before + string(shown) + "\n"
	line, column := met(p, err, command)
	if column == 0 {
		return header
	}
	where := fmt.Sprintf("column %d", column)
	if line != p.Line {
		where = fmt.Sprintf("line %d, column %d", line, column)
	}
	lead := render.Escape(command.Part(0, p.UsageAt(err))[blanks:])
	indent := uniseg.StringWidth(before[2:] + lead)
	if utf8.RuneCountInString(lead) >= most {
		indent = 0
	}
	return header + "; " + strings.Repeat(" ", indent) + "^ " + where + "\n"
}
