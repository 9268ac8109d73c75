package lang

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"etcd2sh/repl/lang/scan"
)

// OptionKind is what kind of value an option has.
type OptionKind int

// The kinds of options.
const (
	Flag      OptionKind = iota // true when it stands alone
	Uint                        // a whole number
	String                      // a string
	Duration                    // 500ms, 2s; a bare number is milliseconds, as in the Clojure library
	KeyOption                   // a key of the store
)

// Option is an option of a command: --prev-index 7, --prev-index=7,
// {:prev-index 7} and {:prevIndex 7} are the same one.
type Option struct {
	Name  string // in kebab case
	Short string // one letter, or none
	Kind  OptionKind
	Value string // how usage calls its value
	Doc   string

	Required bool // the command means nothing without it
}

func (o Option) Usage() string {
	name := "--" + o.Name
	if o.Short != "" {
		name = "-" + o.Short + "|" + name
	}
	if o.Kind != Flag {
		name += " " + o.Value
	}
	return name
}

// option reads the next token if it is an option, the end of the options, or
// an option map.
func (p *Parser) option(t scan.Token) (taken bool, err error) {
	switch {
	case p.literal:
		return false, nil
	case t.Form != nil:
		if t.Form.Open != '{' || len(p.rest) > 1 && !p.rest[1].Is("|") {
			return false, nil
		}
		p.rest = p.rest[1:]
		return true, p.optionMap(t.Form)
	case t.Is("--"):
		p.literal = true
		p.rest = p.rest[1:]
		return true, nil
	}
	o, value, ok, err := p.FindOption(t.Word)
	if !ok || err != nil {
		return false, err
	}
	p.rest = p.rest[1:]
	if value == nil && o.Kind != Flag {
		if len(p.rest) == 0 || p.rest[0].Is("|") {
			return false, fmt.Errorf("--%s wants a value: --%s %s", o.Name, o.Name, o.Value)
		}
		p.at = p.rest[0].Start
		if o.Kind == KeyOption {
			return true, p.keyOption(o)
		}
		text, err := data(p.rest[0])
		if err != nil {
			return false, err
		}
		value = &text
		p.rest = p.rest[1:]
	}
	return true, p.setOption(o, value)
}

// FindOption tells whether a word is an option, which one, and the value that
// hangs on it. A word that only looks like a short one is data.
func (p *Parser) FindOption(w scan.Word) (o Option, value *string, ok bool, err error) {
	name, hanging, hangs := strings.Cut(w.Text, "=")
	if w.QuotedWithin(0, len(name)) {
		return o, nil, false, nil
	}
	if hangs {
		value = &hanging
	}
	options := p.Call.Command.Options
	long, isLong := strings.CutPrefix(name, "--")
	i := slices.IndexFunc(options, func(o Option) bool {
		return isLong && o.Name == long || !isLong && !hangs && o.Short != "" && name == "-"+o.Short
	})
	switch {
	case i >= 0 && hangs && strings.HasPrefix(hanging, "$") && meansVariable(hanging[1:]) && !w.QuotedWithin(len(name)+1, len(name)+2):
		return o, nil, false, fmt.Errorf("a variable is a word of its own: %s %s; quote '%s' to mean the text", name, hanging, hanging)
	case i >= 0:
		return options[i], value, true, nil
	case isLong:
		return o, nil, false, p.unknownOption(name)
	}
	return o, nil, false, nil
}

func (p *Parser) unknownOption(name string) error {
	var names []string
	for _, o := range p.Call.Command.Options {
		names = append(names, "--"+o.Name)
	}
	if near := nearest(name, names); near != "" {
		return fmt.Errorf("%s has no option %s; did you mean %s?", p.Call.Command.Name, name, near)
	}
	if len(names) == 0 {
		return fmt.Errorf("%s has no options; to mean the text %s type -- before it, or quote it", p.Call.Command.Name, name)
	}
	return fmt.Errorf("%s has no option %s; it has %s", p.Call.Command.Name, name, strings.Join(names, " "))
}

// optionMap reads {:recursive? true, :ttl 10}.
func (p *Parser) optionMap(f *scan.Form) error {
	if f.Nested {
		return scan.ErrNested
	}
	if len(f.Elems)%2 != 0 {
		return fmt.Errorf("an option map has pairs of a keyword and a value, as in {:recursive? true}; quote '{…}' to mean the text")
	}
	for i := 0; i < len(f.Elems); i += 2 {
		name, value := f.Elems[i], f.Elems[i+1]
		keyword, ok := strings.CutPrefix(name.Text, ":")
		if !ok || !name.Plain() {
			return fmt.Errorf("%s is no keyword, which an option map wants, as in {:recursive? true}; quote '{…}' to mean the text", Shorten(name.Text))
		}
		o, err := p.keywordOption(keyword)
		if err != nil {
			return err
		}
		if value.Plain() && value.Text == "nil" {
			continue
		}
		if _, err := literal(value); err != nil {
			return err
		}
		if err := p.setOption(o, &value.Text); err != nil {
			return err
		}
	}
	return nil
}

func (p *Parser) keywordOption(keyword string) (Option, error) {
	name := Kebab(strings.TrimSuffix(keyword, "?"))
	for _, o := range p.Call.Command.Options {
		if o.Name == name {
			return o, nil
		}
	}
	return Option{}, p.unknownOption("--" + name)
}

// Kebab makes prev-index of prevIndex.
func Kebab(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) && b.Len() > 0 {
			b.WriteByte('-')
		}
		r = unicode.ToLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

// keyOption reads the key that is the option's value.
func (p *Parser) keyOption(o Option) error {
	key, err := ParseKey(p.rest[0])
	p.rest = p.rest[1:]
	return p.keep(o, key, err)
}

func (p *Parser) setOption(o Option, text *string) error {
	v, err := o.parse(text)
	return p.keep(o, v, err)
}

// keep keeps an option's value, which can be given once.
func (p *Parser) keep(o Option, v any, err error) error {
	if _, twice := p.Call.Options[o.Name]; twice {
		return fmt.Errorf("--%s is given twice", o.Name)
	}
	if err != nil {
		return err
	}
	p.Call.Options[o.Name] = v
	return nil
}

func (o Option) parse(text *string) (any, error) {
	switch {
	case o.Kind == Flag && text == nil:
		return true, nil
	case o.Kind == Flag:
		if *text != "true" && *text != "false" {
			return nil, fmt.Errorf("--%s is true or false, not %q", o.Name, *text)
		}
		return *text == "true", nil
	case o.Kind == KeyOption: // within another word: its quotes are not known here
		return ParseKey(scan.Token{Word: scan.Word{Text: *text, Quoted: []scan.Span{{From: 0, To: len(*text)}}}})
	case o.Kind == Uint:
		n, err := parseUint(*text)
		if err != nil {
			return nil, fmt.Errorf("--%s %w", o.Name, err)
		}
		return n, nil
	case o.Kind == Duration:
		d, err := ParseDuration(*text)
		if err != nil {
			return nil, fmt.Errorf("--%s %w", o.Name, err)
		}
		return d, nil
	}
	return *text, nil
}

// parseUint reads a number of etcd's; its error reads on from what it is for.
func parseUint(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("is at most %d, not %s", uint64(math.MaxUint64), Shorten(text))
	case err != nil:
		return 0, fmt.Errorf("wants a whole number, not %s", Shorten(strconv.Quote(text)))
	}
	return n, nil
}

// ParseDuration reads a time that is more than nothing: 2s, 500ms, 1m30s. A
// bare number is milliseconds, as in the Clojure library.
func ParseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if ms, bare := strconv.ParseUint(text, 10, 32); bare == nil {
		d, err = time.Duration(ms)*time.Millisecond, nil
	}
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("wants a time such as 2s or 500ms (a bare number is milliseconds), not %q", text)
	}
	return d, nil
}

// MaxJobs is how many commands may be in flight at once: each wants a
// connection.
const MaxJobs = 1024
