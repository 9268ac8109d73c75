package lang

import "slices"

// Option is an option of a command: --prev-index 7, --prev-index=7,
// {:prev-index 7} and {:prevIndex 7} are the same one.
type Option struct {
	_ [0]func() // options are never compared; code to compare lists of them would be 8 KB

	Name  string     // in kebab case
	Short string     // one letter, or none
	Also  []string   // other names, as other programs call it: they are understood, and not told of
	Kind  OptionKind // zero: a Flag
	Value string     // how usage calls its value
	Doc   string

	Required bool // the command means nothing without it
	Several  bool // it can be given more than once
	// Common says that commands share it, and that usage lines leave it out: help tells
	// of it once.
	Common bool
	// Single says that it means something for one key alone, where the command can be
	// given several.
	Single bool
	// Elsewhere says that with it the command is about something else than the
	// keys as they are now: another name space, the past.
	Elsewhere bool
	// Secret says that a command with it must not reach a disk, and that what follows
	// its key is not shown.
	Secret bool
}

// called reports whether a name, without its dashes, is the option's.
func (o Option) called(name string) bool { return o.Name == name || slices.Contains(o.Also, name) }

// Keyword is the option's name in an option map, as the Clojure library writes
// it.
func (o Option) Keyword() string {
	if o.Kind.TakesValue() {
		return ":" + o.Name
	}
	return ":" + o.Name + "?"
}

// Usage is the option as a usage line shows it.
func (o Option) Usage() string {
	name := "--" + o.Name
	if o.Short != "" {
		name = "-" + o.Short + "|" + name
	}
	if o.Kind.TakesValue() {
		name += " " + o.Value
	}
	if o.Several {
		name += " …"
	}
	return name
}
