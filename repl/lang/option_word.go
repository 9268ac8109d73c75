package lang

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"etcd2sh/repl/function"
	"etcd2sh/repl/lang/scan"
)

// optionWord is an option as a word names it.
type optionWord struct {
	Option
	value string // what hangs on it, after =
	hangs bool   // something does
}

// looksLikeOption reports whether a word is an option, known or not: it begins
// with a dash, is no number and no dash alone, and nothing of it up to a = is
// quoted.
func looksLikeOption(w scan.Word) bool {
	if len(w.Text) < 2 || w.Text[0] != '-' {
		return false
	}
	name, _, _ := strings.Cut(w.Text, "=")
	if w.QuotedWithin(0, len(name)) {
		return false
	}
	_, err := function.ParseNumber(w.Text)
	return err != nil
}

// chains reports whether -> means something to the command.
func (c *Command) chains() bool {
	n := len(c.Args)
	return n > 0 && c.Args[n-1].Kind.TakesRest() && c.Args[n-1].Kind.mixed
}

// optionsAt tells which options a word names: one, or short ones that stand
// together.
func (c Call) optionsAt(w scan.Word) ([]optionWord, error) {
	name, value, hangs := strings.Cut(w.Text, "=")
	if hangs && strings.HasPrefix(value, "$") && meansVariable(value[1:]) && !w.QuotedWithin(len(name)+1, len(name)+2) {
		return nil, fmt.Errorf("a variable is a word of its own: %s %s; quote '%s' to mean the text", name, value, value)
	}
	options, err := c.named(name)
	if err != nil {
		return nil, fmt.Errorf("%w (quote '%s', or put -- before it, to mean the text)", err, Shorten(w.Text))
	}
	if hangs {
		last := &options[len(options)-1]
		last.value, last.hangs = value, true
	}
	return options, nil
}

// named gives the options of --NAME, or of -L and of -LMN, of which only the
// last can have a value.
func (c Call) named(name string) (options []optionWord, err error) {
	if long, ok := strings.CutPrefix(name, "--"); ok {
		i := slices.IndexFunc(c.Command.Options, func(o Option) bool { return o.called(long) })
		if i < 0 {
			return nil, c.unknownOption(name)
		}
		return []optionWord{{Option: c.Command.Options[i]}}, nil
	}
	letters := strings.Split(name[1:], "")
	for at, letter := range letters {
		i := slices.IndexFunc(c.Command.Options, func(o Option) bool { return o.Short == letter })
		switch {
		case i < 0:
			return nil, c.unknownShort(letter, letters)
		case c.Command.Options[i].Kind.TakesValue() && at < len(letters)-1:
			return nil, fmt.Errorf("-%s wants a value, a word of its own: -%s %s", letter, letter, c.Command.Options[i].Value)
		}
		options = append(options, optionWord{Option: c.Command.Options[i]})
	}
	return options, nil
}

// unknownOption says that there is no such option, and which may be meant.
func (c Call) unknownOption(name string) error {
	return c.noOption(name, nearest(name, c.Command.optionNames()))
}

// unknownShort says that there is no option of one letter. Who types -ttl may
// mean --ttl, and who types -R the -r.
func (c Call) unknownShort(letter string, of []string) error {
	if len(of) > 2 {
		name := "-" + strings.Join(of, "")
		if near := nearest("-"+name, c.Command.optionNames()); near != "" {
			return c.noOption(name, near)
		}
	}
	var short, long string
	for _, o := range c.Command.Options {
		if o.Short != "" && strings.EqualFold(o.Short, letter) {
			short = "-" + o.Short
		}
		if long == "" && strings.HasPrefix(o.Name, letter) {
			long = "--" + o.Name
		}
	}
	return c.noOption("-"+letter, cmp.Or(short, long))
}

// noOption says that there is no such option; near is the one that may be meant,
// or "".
func (c Call) noOption(name, near string) error {
	switch names := c.Command.optionNames(); {
	case name == "--jobs":
		return fmt.Errorf("%s cannot take --jobs: etcd2sh --jobs N -f FILE runs the commands of a script at once, and repeat N --jobs M one command", c.Name())
	case near != "":
		return fmt.Errorf("%s has no option %s; did you mean %s?", c.Name(), Shorten(name), near)
	case len(names) == 0:
		return fmt.Errorf("%s has no options", c.Name())
	default:
		return fmt.Errorf("%s has no option %s; it has %s", c.Name(), Shorten(name), strings.Join(names, " "))
	}
}

func (c *Command) optionNames() []string {
	var names []string
	for _, o := range c.Options {
		names = append(names, "--"+o.Name)
	}
	return names
}

// asksForHelp reports whether a word asks what the command does.
func asksForHelp(w scan.Word) bool { return w.Text == "-h" || w.Text == "--help" }

// help makes the call one of help about its command, whatever else was typed; ok
// is false where there is no such command, or it has an option of that name.
func (c *callReader) help(t scan.Token) (ok bool) {
	help := c.Commands.Find("help")
	if _, err := c.call.named(t.Text); help == nil || err == nil {
		return false
	}
	c.note(t, RoleOption)
	for _, t := range c.takeToBar() {
		c.note(t, RoleExtra)
	}
	c.call = Call{Command: help, Text: c.text, args: []any{c.call.Command.Name}}
	c.helps = true
	return true
}
