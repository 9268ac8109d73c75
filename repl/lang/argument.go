package lang

import "strings"

// Arg is an argument of a command.
type Arg struct {
	Name     string // as usage shows it: "K", "OLD", "COMMAND…"
	Kind     Kind
	Optional bool
	Several  bool   // the last argument can be given more than once
	Or       string // the name of the option that may stand in for it; or ""
	Advice   string // what to say when it is missing; or ""
}

// Usage is the argument as a usage line shows it.
func (a Arg) Usage() string {
	if a.Optional {
		return "[" + a.Name + "]"
	}
	return a.Name
}

// several reports whether the last of arguments can be given more than once.
func several(args []Arg) bool { return len(args) > 0 && args[len(args)-1].Several }

// wanted is what is missing where the argument is: its name, or what that is where it
// is a letter.
func (a Arg) wanted() string {
	word, _, _ := strings.Cut(a.Name, " ")
	word = strings.TrimSuffix(strings.TrimSuffix(word, "…"), "|")
	if len(word) == 1 && a.Kind.what != "" {
		return a.Kind.what
	}
	return word
}
