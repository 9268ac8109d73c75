package assist

import (
	"slices"
	"strings"

	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// draft is a command as far as it is typed.
type draft struct {
	command *lang.Command // nil for an unknown name
	args    []scan.Piece
	options map[string]string // what was given, with its text
	literal bool              // a bare -- was read: options are over
	pending *lang.Option      // the option whose value comes next

	naming   bool               // the name of a function comes next
	function *function.Function // the function whose arguments come; nil for an unknown one
	given    int                // how many of them were given
	applying bool               // the function's arguments have begun
}

func (d *draft) optionMap(p scan.Piece) {
	for i := 0; i < len(p.Elems); i += 2 {
		o, ok := d.keyword(p.Elems[i])
		if !ok {
			continue
		}
		d.options[o.Name] = ""
		if i+1 < len(p.Elems) {
			d.options[o.Name] = p.Elems[i+1].Text
		}
	}
}

// keyword finds the option that a keyword in an option map means.
func (d *draft) keyword(w scan.Word) (lang.Option, bool) {
	name, ok := strings.CutPrefix(w.Text, ":")
	if !ok || !w.Plain() {
		return lang.Option{}, false
	}
	name = lang.Kebab(strings.TrimSuffix(name, "?"))
	i := slices.IndexFunc(d.command.Options, func(o lang.Option) bool { return o.Name == name })
	if i < 0 {
		return lang.Option{}, false
	}
	return d.command.Options[i], true
}

// program reports whether the words that come go to a program.
func (d *draft) program() bool {
	return d.applying && d.function != nil && d.function.Group == function.GroupPrograms
}

// missing gives the arguments that are not given yet, the optional ones too.
// One that takes the rest of the line is missing until its first word.
func (d *draft) missing() []lang.Arg {
	if d.command == nil || d.applying || d.naming {
		return nil
	}
	args := d.command.Args
	if _, ok := d.options["file"]; ok {
		args = slices.DeleteFunc(slices.Clone(args), func(a lang.Arg) bool { return a.File })
	}
	return args[min(len(d.args), len(args)):]
}

// has reports whether an option was given and is not false.
func (d *draft) has(name string) bool {
	text, ok := d.options[name]
	return ok && text != "false" && text != "nil"
}

// whole reports whether the command could be run as it is.
func (d *draft) whole() bool {
	if d.command == nil || d.pending != nil || d.naming {
		return false
	}
	if d.applying {
		return d.function == nil || d.given >= d.function.Min
	}
	return !slices.ContainsFunc(d.missing(), func(a lang.Arg) bool { return !a.Optional })
}

// takesMore reports whether another argument would have a place.
func (d *draft) takesMore() bool {
	switch {
	case d.command == nil:
		return false
	case d.applying:
		return d.function != nil && (d.function.Max < 0 || d.given < d.function.Max)
	}
	return d.pending != nil || d.naming || len(d.missing()) > 0
}
