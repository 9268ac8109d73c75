package repl

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
)

// statement is a whole line: a command, and the path into its result.
type statement struct {
	call Call
	path []any // render.Keyword, string or int; empty for the result itself
}

// parse makes a statement of the words of a line. Everything that can be wrong
// with a command is found here, before any of it is sent.
func parse(text string, words []Word) (statement, error) {
	ts, err := tokens(words)
	if err != nil {
		return statement{}, &UsageError{Message: err.Error()}
	}
	return parseStatement(text, ts)
}

// parseStatement reads COMMAND | PATH. The bars of a try belong to the
// commands within it.
func parseStatement(text string, ts []token) (statement, error) {
	if len(ts) == 0 {
		return statement{}, &UsageError{Message: "a command is missing here"}
	}
	bar := slices.IndexFunc(ts, func(t token) bool { return t.is("|") })
	if c := FindCommand(ts[0].Text); bar < 0 || c != nil && c.takesBars() {
		call, err := parseCall(text, ts)
		return statement{call: call}, err
	}
	if bar == 0 {
		return statement{}, &UsageError{Message: "a command is missing before |"}
	}
	call, err := parseCall(text, ts[:bar])
	if err != nil {
		return statement{}, err
	}
	st := statement{call: call}
	for _, stage := range splitAt(ts[bar+1:], "|") {
		steps, err := parsePath(stage)
		if err != nil {
			return statement{}, call.usage(err)
		}
		st.path = append(st.path, steps...)
	}
	return st, nil
}

func (c *Command) takesBars() bool {
	return len(c.Args) > 0 && c.Args[len(c.Args)-1].Kind == TryArg
}

// splitAt splits tokens at each unquoted word.
func splitAt(ts []token, word string) [][]token {
	var parts [][]token
	for {
		i := slices.IndexFunc(ts, func(t token) bool { return t.is(word) })
		if i < 0 {
			return append(parts, ts)
		}
		parts = append(parts, ts[:i])
		ts = ts[i+1:]
	}
}

// parsePath reads what stands after a bar: keywords, quoted names, positions.
func parsePath(ts []token) ([]any, error) {
	if len(ts) == 0 {
		return nil, fmt.Errorf("a path such as :node :modifiedIndex is missing after |; quote '|' to mean the text")
	}
	var steps []any
	for _, t := range ts {
		position, err := strconv.Atoi(t.Text)
		switch {
		case t.form != nil:
			return nil, fmt.Errorf("a path is made of keywords and positions, as in | :node :modifiedIndex")
		case !t.plain():
			steps = append(steps, t.Text)
		case strings.HasPrefix(t.Text, ":") && len(t.Text) > 1:
			steps = append(steps, render.Keyword(t.Text[1:]))
		case err == nil && position >= 0:
			steps = append(steps, position)
		default:
			return nil, fmt.Errorf("%s is no step of a path after |; type a keyword such as :node or a position such as 0, or quote '|' to mean the text", t.Text)
		}
	}
	return steps, nil
}

// parseCall reads a command with its arguments and options, which come in any
// order.
func parseCall(text string, ts []token) (Call, error) {
	name := ts[0]
	command := FindCommand(name.Text)
	if command == nil || name.form != nil {
		return Call{}, unknownCommand(text, name)
	}
	p := parser{call: Call{Command: command, Text: text, options: map[string]any{}}, rest: ts[1:], text: text}
	if err := p.parse(); err != nil {
		return Call{}, p.call.usage(err)
	}
	return p.call, nil
}

func unknownCommand(text string, name token) error {
	word := name.Text
	if name.form != nil {
		word = text[name.Start:name.End]
	}
	return &UsageError{Message: unknown("command", word, commandNames(), "help lists them").Error()}
}

func commandNames() []string {
	var names []string
	for _, c := range registry {
		names = append(append(names, c.Name), c.Aliases...)
	}
	return names
}

// parser reads the words after a command's name.
type parser struct {
	call    Call
	text    string
	rest    []token
	literal bool // a bare -- was read: options are over
}

func (p *parser) parse() error {
	for len(p.rest) > 0 {
		t := p.rest[0]
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
	return p.complete()
}

// args gives the arguments the command wants, less the one that --file reads.
func (p *parser) args() []Arg {
	args := p.call.Command.Args
	if p.call.options["file"] == nil {
		return args
	}
	return slices.DeleteFunc(slices.Clone(args), func(a Arg) bool { return a.File })
}

func (p *parser) nextArg() (Arg, bool) {
	args := p.args()
	if i := len(p.call.args); i < len(args) {
		return args[i], true
	}
	return Arg{}, false
}

// arg reads the next argument, or all that follow if it takes the rest.
func (p *parser) arg(a Arg) error {
	if a.Kind.takesRest() {
		v, err := p.restArg(a)
		if err != nil {
			return err
		}
		p.call.args = append(p.call.args, v)
		return nil
	}
	t := p.rest[0]
	p.rest = p.rest[1:]
	v, err := readArg(a, t)
	if err != nil {
		return err
	}
	p.call.args = append(p.call.args, v)
	return nil
}

func readArg(a Arg, t token) (any, error) {
	if a.Kind == KeyArg {
		return parseKey(t)
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
func data(t token) (string, error) {
	if t.form != nil && t.form.open == '{' {
		return "", fmt.Errorf("an option map stands last; quote '{…}' if it is a value")
	}
	if t.form != nil {
		return "", fmt.Errorf("a value that begins with %c wants quotes around it: '%c…%c'", t.form.open, t.form.open, closing(t.form.open))
	}
	w, err := literal(t.Word)
	return w.Text, err
}

func (p *parser) restArg(a Arg) (any, error) {
	switch a.Kind {
	case FunctionArg:
		return p.functions()
	case TryArg:
		ts := p.rest
		p.rest = nil
		return parseTry(p.text, ts)
	}
	ts := p.rest
	p.rest = nil
	return parseCall(p.text, ts)
}

func (p *parser) tooMany(t token) error {
	word := p.text[t.Start:t.End]
	return fmt.Errorf("%s takes %s; %s is one too many%s", p.call.Command.Name, countArgs(p.args()), shorten(word), p.adviceOn(t))
}

// adviceOn says what may have been meant by a word that is too many.
func (p *parser) adviceOn(t token) string {
	switch {
	case len(p.call.Command.Args) == 0, t.is("->"), t.is("catch"):
		return ""
	case t.form != nil && t.form.open == '{':
		return ": an option map stands last; quote it '{…}' if it is a value"
	case strings.HasPrefix(t.Text, "{:"):
		return ": an option map is not quoted"
	case strings.HasPrefix(t.Text, "--") && !t.plain():
		return ": an option is not quoted"
	case t.is("true"), t.is("false"):
		return ": a flag's value is joined to it, as in --recursive=" + t.Text
	}
	return ": quote a value that has spaces in it"
}

// complete checks that nothing is missing.
func (p *parser) complete() error {
	given, args := len(p.call.args), p.args()
	if path, ok := p.call.options["file"].(string); ok {
		if path == "" {
			return errors.New("--file wants the path of a file, or - for standard input")
		}
		p.call.file = path
	}
	for _, a := range args[min(given, len(args)):] {
		if !a.Optional {
			return &missingError{a.word(), a.Advice}
		}
	}
	if given > len(args) {
		return fmt.Errorf("the value is given twice: as an argument and with --file")
	}
	for _, o := range p.call.Command.Options {
		if o.Required && p.call.options[o.Name] == nil {
			return &missingError{o.usage(), ""}
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
		return fmt.Sprintf("at most %s", plural(n, "argument"))
	default:
		return plural(n, "argument")
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
