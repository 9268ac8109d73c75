package lang

import (
	"slices"

	"etcd2sh/repl/function"
)

// Draft is a command as far as it is typed.
type Draft struct {
	Command     *Command          // nil for an unknown name
	Args        []Part            // the arguments that are one word each
	Options     map[string]string // the options, by name, with the texts of their values
	OptionsOver bool              // a bare -- was read: options are over
	Pending     *Option           // the option whose value comes next; nil for none
	Applying    *Applying         // the function that is applied; nil where none is

	begun int // how many arguments have begun
}

// Applying is a function of swap! with its arguments, as far as they are typed.
type Applying struct {
	Naming   bool               // its name comes next
	Function *function.Function // nil for an unknown one
	Given    int                // how many arguments it has
}

// whole reports whether nothing is missing.
func (a *Applying) whole() bool {
	return !a.Naming && (a.Function == nil || a.Given >= a.Function.Min)
}

// TakesMore reports whether another argument would have a place.
func (a *Applying) TakesMore() bool {
	return a.Naming || a.Function != nil && (a.Function.Max < 0 || a.Given < a.Function.Max)
}

// Has reports whether an option was given and is not false.
func (d *Draft) Has(name string) bool {
	text, ok := d.Options[name]
	return ok && text != "false" && text != "nil"
}

// InProgram reports whether the words that come go to a program.
func (d *Draft) InProgram() bool {
	return d.Applying != nil && d.Applying.Function != nil && d.Applying.Function.IsProgram()
}

// Missing gives the arguments that are not given yet, the optional ones too.
// One that takes the rest of the line is missing until its first word.
func (d *Draft) Missing() []Arg {
	if d.Command == nil {
		return nil
	}
	args := d.Command.argsBut(func(option string) bool { _, given := d.Options[option]; return given })
	if n := len(args); several(args) && d.begun >= n && !d.single() {
		more := args[n-1]
		more.Optional = true
		return []Arg{more}
	}
	return args[min(d.begun, len(args)):]
}

// single reports whether an option was given that is about one key alone.
func (d *Draft) single() bool {
	return slices.ContainsFunc(d.Command.Options, func(o Option) bool { _, given := d.Options[o.Name]; return o.Single && given })
}

// Whole reports whether the command could be run as it is.
func (d *Draft) Whole() bool {
	switch {
	case d.Command == nil || d.Pending != nil:
		return false
	case d.Applying != nil:
		return d.Applying.whole()
	}
	return !slices.ContainsFunc(d.Missing(), func(a Arg) bool { return !a.Optional })
}

// TakesMore reports whether another argument would have a place.
func (d *Draft) TakesMore() bool {
	switch {
	case d.Command == nil:
		return false
	case d.Applying != nil:
		return d.Applying.TakesMore()
	}
	return d.Pending != nil || len(d.Missing()) > 0
}

// Free gives the options that may still be given, where these were.
func (d *Draft) Free(given map[string]string) []Option {
	if d.OptionsOver || d.Command == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(d.Command.Options), func(o Option) bool {
		_, twice := given[o.Name]
		return twice || o.Single && several(d.Command.Args) && d.begun > 1 || d.Command.Replaces(o.Name) && !slices.ContainsFunc(d.Missing(), func(a Arg) bool { return a.Or == o.Name })
	})
}

// Stored reports whether the command is about the store as it is now: no option
// takes it elsewhere.
func (d *Draft) Stored() bool {
	return !slices.ContainsFunc(d.Command.Options, func(o Option) bool { return o.Elsewhere && d.Has(o.Name) })
}

// Secret reports whether an option was given that keeps the values from being shown.
func (d *Draft) Secret() bool {
	return slices.ContainsFunc(d.Command.Options, func(o Option) bool { return o.Secret && d.Has(o.Name) })
}

// The notes of the grammar; a nil draft takes none.

func (d *Draft) argument(p Part) {
	if d != nil {
		d.Args = append(d.Args, p)
	}
}

func (d *Draft) begin() {
	if d != nil {
		d.begun++
	}
}

// option notes an option with the text of its value, as far as it is typed.
func (d *Draft) option(o Option, text string) {
	if d != nil {
		d.Options[o.Name] = text
	}
}

// pending notes that an option's value comes next.
func (d *Draft) pending(o Option) {
	if d != nil {
		d.Pending = &o
	}
}

func (d *Draft) naming() {
	if d != nil {
		d.Applying = &Applying{Naming: true}
	}
}

// function notes a function's name; nil is an unknown one.
func (d *Draft) function(f *function.Function) {
	if d != nil {
		d.Applying = &Applying{Function: f}
	}
}
