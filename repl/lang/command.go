package lang

import (
	"slices"
	"strings"
	"unicode/utf8"

	"etcd2sh/repl/lang/scan"
)

// Command is a command of the shell, as one value: parsing, the errors about
// arguments and options, hints, help and the manual's table all come from it.
type Command struct {
	Name    string
	Aliases []string
	Group   Group
	Args    []Arg
	Options []Option
	Doc     string    // what it does, one sentence
	Returns string    // what it returns, a noun phrase
	More    string    // paragraphs for `doc`, separated by empty lines
	Example []Example // shown by help and run by the tests
	// Session says that the command changes the shell itself: it never runs
	// beside another.
	Session bool
	// Alone says that in a script it never runs beside another, because it waits,
	// or measures.
	Alone bool
	// Step says that in a race the whole command is one step, whatever it sends.
	Step bool
	// Background says that it may run behind a prompt, with & at the end.
	Background bool
	// Answers says that it returns an answer of etcd's, or several: an :action and a
	// :node.
	Answers bool
	// Unkept says that it never goes to the history of what was typed.
	Unkept bool
	// Passwords are the first arguments behind which NAME:PASSWORD may stand. What does
	// is never shown, nor kept.
	Passwords []string
	// Warning tells what would surprise a person who types the command, or "":
	// whole as it is, about a key of which this was seen. nil: nothing would.
	Warning func(d *Draft, k Seen) string
}

// Seen is what is known of a key without asking.
type Seen struct {
	Dir bool
	TTL int64 // the seconds left; 0 for a permanent key
}

// Group is where help and the manual list a command.
type Group int

// The groups, in the order of the lists.
const (
	GroupReading Group = iota
	GroupWriting
	GroupDeleting
	GroupMoving
	GroupWaiting
	GroupCombining
	GroupScripting
	GroupCluster
	GroupTeaching
	GroupShell
)

// String is the group's heading.
func (g Group) String() string {
	return [...]string{"Reading", "Writing", "Deleting", "Directories", "Waiting", "Combining commands", "Scripts", "The cluster", "Learning and teaching", "The shell"}[g]
}

// Example is a line and the result it prints, after Before has run.
type Example struct {
	Before []string
	Line   string
	Result string // in edn; indexes are as on a server where nothing was written yet
}

// Usage is the command's usage line.
func (c *Command) Usage() string { return c.usage(c.Name, len(c.Options)) }

// OwnOptions gives the options that are not common ones.
func (c *Command) OwnOptions() []Option {
	return slices.DeleteFunc(slices.Clone(c.Options), func(o Option) bool { return o.Common })
}

// UsageWithin is the usage line with the command's name as it was typed, and as many
// options as there is room for in so many characters.
func (c *Command) UsageWithin(name string, most int) string {
	n := len(c.OwnOptions())
	for n > 0 && utf8.RuneCountInString(c.usage(name, n)) > most {
		n--
	}
	return c.usage(name, n)
}

// least is the command, as it was typed, with nothing but what must be given.
func (c *Command) least(name string) string {
	parts := []string{name}
	for _, a := range c.Args {
		switch {
		case a.Several && !a.Optional:
			parts = append(parts, strings.TrimSuffix(a.Name, "…"))
		case !a.Optional:
			parts = append(parts, a.Name)
		}
	}
	for _, o := range c.Options {
		if o.Required {
			parts = append(parts, o.Usage())
		}
	}
	return strings.Join(parts, " ")
}

// usage is the usage line with its first n options of its own, and those that must be given; …
// stands for others.
func (c *Command) usage(name string, n int) string {
	parts := []string{name}
	for _, a := range c.Args {
		parts = append(parts, a.Usage())
	}
	at := len(parts)
	if n := len(c.Args); n > 0 && c.Args[n-1].Kind.EndsOptions() {
		at--
	}
	var options []string
	left := false
	for i, o := range c.OwnOptions() {
		switch {
		case o.Required:
			options = append(options, o.Usage())
		case i < n:
			options = append(options, "["+o.Usage()+"]")
		default:
			left = true
		}
	}
	if left {
		options = append(options, "…")
	}
	return strings.Join(slices.Insert(parts, at, options...), " ")
}

// Replaces reports whether an option stands in for an argument.
func (c *Command) Replaces(option string) bool {
	return slices.ContainsFunc(c.Args, func(a Arg) bool { return a.Or == option })
}

// argsBut gives the arguments, less those for which an option that was given
// stands in.
func (c *Command) argsBut(given func(option string) bool) []Arg {
	replaced := func(a Arg) bool { return a.Or != "" && given(a.Or) }
	if !slices.ContainsFunc(c.Args, replaced) {
		return c.Args
	}
	return slices.DeleteFunc(slices.Clone(c.Args), replaced)
}

// FindOption finds the option that a keyword in an option map means; ok is
// false for any other word.
func (c *Command) FindOption(w scan.Word) (o Option, ok bool) {
	keyword, ok := strings.CutPrefix(w.Text, ":")
	if !ok || !w.Plain() {
		return Option{}, false
	}
	name := optionName(keyword)
	if i := slices.IndexFunc(c.Options, func(o Option) bool { return o.called(name) }); i >= 0 {
		return c.Options[i], true
	}
	return Option{}, false
}
