package lang

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// call reads a command with its arguments and options, which come in any
// order, and gives what follows from an unquoted bar on.
func (l *line) call(ts []scan.Token) (Call, []scan.Token, error) {
	name := ts[0]
	command := l.Commands.Find(name.Text)
	if command == nil || name.Form != nil || name.Variable {
		return Call{}, nil, l.unknownCommand(name)
	}
	p := Parser{line: l, Call: Call{Command: command, Text: l.text, Options: map[string]any{}}, rest: ts[1:]}
	if err := p.parse(); err != nil {
		return Call{}, nil, Locate(p.Call.Usage(err), p.at)
	}
	return p.Call, p.rest, nil
}

func (l *line) unknownCommand(name scan.Token) error {
	word := l.text[name.Start:name.End]
	if name.Form == nil && !name.Variable {
		word = name.Text
	}
	message := Unknown("command", word, l.Commands.Names(), "help lists them").Error()
	return Locate(&UsageError{Message: message}, name.Start)
}

// Parser reads the words after a command's name.
type Parser struct {
	line    *line
	Call    Call
	rest    []scan.Token
	at      int  // where what is being read stands in the text
	literal bool // a bare -- was read: options are over
}

func (p *Parser) parse() error {
	for len(p.rest) > 0 && !p.rest[0].Is("|") {
		t := p.rest[0]
		p.at = t.Start
		taken, err := p.option(t)
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		arg, ok := p.nextArg()
		if !ok {
			return p.tooMany(t)
		}
		if err := p.arg(arg); err != nil {
			return err
		}
	}
	p.at = startOf(p.rest, len(strings.TrimRight(p.line.text, " \t\r\n")))
	return p.complete()
}

// args gives the arguments the command wants, less the one that --file reads.
func (p *Parser) args() []Arg {
	args := p.Call.Command.Args
	if p.Call.Options["file"] == nil {
		return args
	}
	return slices.DeleteFunc(slices.Clone(args), func(a Arg) bool { return a.File })
}

func (p *Parser) nextArg() (Arg, bool) {
	args := p.args()
	if i := len(p.Call.Args); i < len(args) {
		return args[i], true
	}
	return Arg{}, false
}

// arg reads the next argument, or all that follow if it takes the rest.
func (p *Parser) arg(a Arg) error {
	if a.Kind.takesRest() {
		v, err := p.restArg(a)
		if err != nil {
			return err
		}
		p.Call.Args = append(p.Call.Args, v)
		return nil
	}
	t := p.rest[0]
	p.rest = p.rest[1:]
	v, err := p.readArg(a, t)
	if err != nil {
		return err
	}
	p.Call.Args = append(p.Call.Args, v)
	return nil
}

func (p *Parser) readArg(a Arg, t scan.Token) (any, error) {
	switch a.Kind {
	case KeyArg:
		return ParseKey(t)
	case DataArg:
		return p.line.datum(t)
	case VariableArg:
		return p.line.text[t.Start:t.End], checkVariable(p.line.text[t.Start:t.End])
	}
	text, err := data(t)
	if err != nil {
		return nil, err
	}
	if a.Kind != IndexArg && a.Kind != CountArg {
		return text, nil
	}
	n, err := parseUint(text)
	if err != nil {
		return nil, fmt.Errorf("%s %w", a.Name, err)
	}
	return n, nil
}

// data is the text of a word that stands for itself.
func data(t scan.Token) (string, error) {
	if t.Form != nil && t.Form.Open == '{' {
		return "", fmt.Errorf("an option map stands last; quote '{…}' if it is a value")
	}
	if t.Form != nil {
		return "", fmt.Errorf("a value that begins with %c wants quotes around it: '%c…%c'", t.Form.Open, t.Form.Open, scan.Closing(t.Form.Open))
	}
	if err := t.Known(); err != nil {
		return "", err
	}
	w, err := literal(t.Word)
	return w.Text, err
}

// restArg reads an argument that takes all words that follow; some leave a bar
// and what comes after it to whoever reads the statement.
func (p *Parser) restArg(a Arg) (v any, err error) {
	ts := p.rest
	switch a.Kind {
	case FunctionArg:
		return p.functions()
	case CommandArg:
		v, p.rest, err = p.line.call(ts)
		return v, err
	}
	p.rest = nil
	switch {
	case a.Kind == TryArg:
		return p.line.try(ts)
	case a.Kind == StatementArg:
		return p.line.statement(ts)
	case a.Kind == GuardedArg && !ts[0].Is("!"):
		st, err := p.line.statement(ts)
		return Guarded{Statement: st}, err
	}
	bar := slices.IndexFunc(ts, func(t scan.Token) bool { return t.Is("|") })
	if bar >= 0 {
		ts, p.rest = ts[:bar], ts[bar:]
	}
	switch a.Kind {
	case WordsArg:
		return p.line.echoed(ts)
	case ProgramArg:
		return p.line.argv(ts)
	case GuardedArg:
		argv, err := p.line.argv(ts[1:])
		return Guarded{Argv: argv}, err
	}
	return allData(ts)
}

// allData reads values.
func allData(ts []scan.Token) ([]string, error) {
	var values []string
	for _, t := range ts {
		value, err := data(t)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

func (p *Parser) tooMany(t scan.Token) error {
	word := p.line.text[t.Start:t.End]
	return fmt.Errorf("%s takes %s; %s is one too many%s", p.Call.Command.Name, countArgs(p.args()), Shorten(word), p.adviceOn(t))
}

// adviceOn says what may have been meant by a word that is too many.
func (p *Parser) adviceOn(t scan.Token) string {
	switch {
	case len(p.Call.Command.Args) == 0, t.Is("->"), t.Is("catch"):
		return ""
	case t.Form != nil && t.Form.Open == '{':
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
func (p *Parser) complete() error {
	given, args := len(p.Call.Args), p.args()
	if path, ok := p.Call.Options["file"].(string); ok && p.Call.Command.readsValue() {
		if path == "" {
			return errors.New("--file wants the path of a file, or - for standard input")
		}
		p.Call.File = path
	}
	for _, a := range args[min(given, len(args)):] {
		if !a.Optional {
			return &MissingError{a.word(), a.Advice}
		}
	}
	if given > len(args) {
		return fmt.Errorf("the value is given twice: as an argument and with --file")
	}
	for _, o := range p.Call.Command.Options {
		if o.Required && p.Call.Options[o.Name] == nil {
			return &MissingError{o.Usage(), ""}
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

func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
