package lang

import (
	"fmt"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// callReader reads the words after a command's name.
type callReader struct {
	*line
	call        Call
	rest        []scan.Token
	at          int    // where what is being read stands in the text
	optionsOver bool   // a bare -- was read: options are over
	flag        bool   // what was read last is a flag, which stands alone
	helps       bool   // help was asked for: nothing else can be wrong
	draft       *Draft // nil when nobody wants to know
}

// call reads a command with its arguments and options, which come in any
// order, and gives what follows from an unquoted bar on.
func (l *line) call(ts []scan.Token) (Call, []scan.Token) {
	switch {
	case len(ts) == 0:
		l.expect(ExpectsCommand)
		l.fail(&UsageError{Message: "a command is missing here"}, len(l.text))
		return Call{}, nil
	case ts[0].Is("|"):
		l.fail(&UsageError{Message: "a command is missing before |"}, ts[0].Start)
		return Call{}, l.unknown(ts)
	}
	name := ts[0]
	command := l.Commands.Find(name.Text)
	if command == nil || name.Form != nil || name.Variable {
		l.fail(l.unknownCommand(ts), name.Start)
		return Call{}, l.unknown(ts)
	}
	c := callReader{line: l, call: Call{Command: command, Text: l.text, typed: name.Text}, rest: ts[1:], draft: l.draft(command)}
	l.note(name, RoleCommand)
	c.read()
	return c.call, c.rest
}

// unknown notes a command that there is not, and the words after it.
func (l *line) unknown(ts []scan.Token) (rest []scan.Token) {
	words, rest := before(ts[1:], "|")
	l.draft(nil)
	l.noteIf(false, ts[0], RoleCommand)
	for _, t := range words {
		l.note(t, RoleExtra)
	}
	return rest
}

// fail notes what is wrong with the call, there where it is read.
func (c *callReader) fail(err error) {
	if err != nil && !c.helps {
		c.line.fail(c.call.Usage(err), c.at)
	}
}

// over reports whether nothing more is the command's.
func (c *callReader) over() bool { return len(c.rest) == 0 || c.rest[0].Is("|") }

// takeAll takes all that is left of the line.
func (c *callReader) takeAll() []scan.Token {
	ts := c.rest
	c.rest = nil
	return ts
}

// takeToBar takes what is left of the command.
func (c *callReader) takeToBar() (ts []scan.Token) {
	ts, c.rest = before(c.rest, "|")
	return ts
}

func (c *callReader) read() {
	for !c.over() {
		c.at = c.rest[0].Start
		if c.option() {
			continue
		}
		if a, ok := c.next(); ok {
			c.arg(a)
		} else {
			c.extra()
		}
		c.flag = false
	}
	c.at = startOf(c.rest, len(strings.TrimRight(c.text, " \t\r\n")))
	c.fail(c.complete())
}

// args gives the arguments the command wants, less the one for which an option
// stands in.
func (c *callReader) args() []Arg {
	if len(c.call.options) == 0 {
		return c.call.Command.Args
	}
	return c.call.Command.argsBut(func(option string) bool { _, given := c.call.option(option); return given })
}

// next gives the argument that the next word is; false when it is one too many, as
// true behind a flag is where several keys can be given.
func (c *callReader) next() (Arg, bool) {
	args, n := c.args(), len(c.call.args)
	if n < len(args) {
		return args[n], true
	}
	t := c.rest[0]
	if !several(args) || c.flag && (t.Is("true") || t.Is("false")) {
		return Arg{}, false
	}
	return args[len(args)-1], true
}

// arg reads the next argument, or all that follow if it takes the rest.
func (c *callReader) arg(a Arg) {
	if a.Kind.TakesRest() {
		c.draft.begin()
		if v := a.Kind.rest(c); !c.helps {
			c.call.args = append(c.call.args, v)
		}
		return
	}
	t := c.rest[0]
	c.rest = c.rest[1:]
	read := t
	if a.Kind.Sort() == SortFile {
		read = c.atHome(t, t.Word)
	}
	v, err := a.Kind.read(c, a, read)
	c.fail(err)
	if err != nil && t.IsMap() {
		c.misplaced(t)
		return
	}
	c.call.args = append(c.call.args, v)
	c.draft.begin()
	if c.outline != nil {
		p := Part{Token: t, Role: RoleArg, Known: true, Arg: a}
		c.notePart(p)
		c.draft.argument(p)
	}
}

// extra reads a word that is too many.
func (c *callReader) extra() {
	t := c.rest[0]
	c.fail(c.tooMany(t))
	c.rest = c.rest[1:]
	if t.IsMap() {
		c.misplaced(t)
		return
	}
	c.noteIf(false, t, RoleExtra)
}

// misplaced reads an option map that other words follow, which is an error
// already.
func (c *callReader) misplaced(t scan.Token) {
	c.note(t, RoleOptionMap)
	c.optionMap(t.Form)
}

func (c *callReader) tooMany(t scan.Token) error {
	word := c.text[t.Start:t.End]
	if err := c.twice(); err != nil {
		return err
	}
	if several(c.args()) {
		return fmt.Errorf("%s is not taken for a key here%s; quote it to mean one", word, c.adviceOn(t))
	}
	return fmt.Errorf("%s takes %s; %s is one too many%s", c.call.Name(), countArgs(c.args()), Shorten(word), c.adviceOn(t))
}

// twice is the error of an argument that is given although an option stands in for it;
// nil where none does.
func (c *callReader) twice() error {
	for _, a := range c.call.Command.Args {
		if _, given := c.call.option(a.Or); a.Or != "" && given {
			return fmt.Errorf("give %s or --%s, not both", a.Name, a.Or)
		}
	}
	return nil
}

// adviceOn says what may have been meant by a word that is too many.
func (c *callReader) adviceOn(t scan.Token) string {
	switch {
	case len(c.call.Command.Args) == 0, t.Is("->"), t.Is("catch"):
		return ""
	case t.IsMap():
		return ": an option map stands last; quote it '{…}' if it is a value"
	case strings.HasPrefix(t.Text, "{:"):
		return ": an option map is not quoted"
	case strings.HasPrefix(t.Text, "--") && !t.Plain():
		return ": an option is not quoted"
	case t.Is("true"), t.Is("false"):
		return ": a flag's value is joined to it, as in --recursive=" + t.Text
	}
	return ": quote a value that has spaces in it"
}

// complete checks that nothing is missing.
func (c *callReader) complete() error {
	given, args := len(c.call.args), c.args()
	if err := c.readsFile(); err != nil {
		return err
	}
	for _, a := range args[min(given, len(args)):] {
		if !a.Optional {
			return &MissingError{a.wanted(), a.Advice}
		}
	}
	if given > len(args) && !several(args) {
		return c.twice()
	}
	for _, o := range c.call.Command.Options {
		_, ok := c.call.option(o.Name)
		switch {
		case o.Required && !ok:
			return &MissingError{o.Usage(), ""}
		case o.Single && ok && given > len(args):
			return fmt.Errorf("--%s is about one key, and here are %d; give each a command of its own", o.Name, given)
		}
	}
	return nil
}

// missingBeforeProgram is the error of a -- behind which a program stands, when an
// argument before that is missing; else nil.
func (c *callReader) missingBeforeProgram() error {
	args := c.args()
	n := len(args)
	if n == 0 || args[n-1].Kind != ProgramArg || len(c.call.args) >= n-1 {
		return nil
	}
	return &MissingError{args[len(c.call.args)].wanted(), "it stands before --"}
}

// readsFile notes the file that an argument's value is read from.
func (c *callReader) readsFile() error {
	for _, a := range c.call.Command.Args {
		if a.Or == "" || !a.Kind.fromFile {
			continue
		}
		path, ok := c.call.option(a.Or)
		if ok && path == "" {
			return fmt.Errorf("--%s wants the path of a file, or - for standard input", a.Or)
		}
		if ok {
			c.call.file = path.(string)
		}
	}
	return nil
}

func countArgs(args []Arg) string {
	required := 0
	for _, a := range args {
		if !a.Optional {
			required++
		}
	}
	switch n := len(args); {
	case n == 0:
		return "no arguments"
	case required < n:
		return fmt.Sprintf("at most %s", Plural(n, "argument"))
	default:
		return Plural(n, "argument")
	}
}
