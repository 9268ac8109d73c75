package repl

import (
	"slices"
	"strings"
	"time"

	"etcd2sh/repl/function"
)

// Command is a command of the shell, as one value: parsing, the errors about
// arguments and options, hints, help and the README's table all come from it.
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
	// Background says that it may run behind a prompt, with & at the end.
	Background bool
}

// Group is where help and the README list a command.
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
	GroupShell
)

// String is the group's heading.
func (g Group) String() string {
	return [...]string{"Reading", "Writing", "Deleting", "Directories", "Waiting", "Combining commands", "Scripts", "The shell"}[g]
}

// Arg is an argument of a command.
type Arg struct {
	Name     string // as usage shows it: "K", "OLD", "COMMAND…"
	Kind     Kind
	Optional bool
	File     bool   // the option --file may stand in for it
	Advice   string // what to say when it is missing; or ""
}

// word is the name of the argument's first word.
func (a Arg) word() string {
	word, _, _ := strings.Cut(a.Name, " ")
	return strings.TrimSuffix(word, "…")
}

// readsValue reports whether --file stands in for a value; else it is a path
// that the command itself makes use of.
func (c *Command) readsValue() bool {
	return slices.ContainsFunc(c.Args, func(a Arg) bool { return a.File && a.Kind == ValueArg })
}

// Kind is how an argument is read.
type Kind int

// The kinds. From FunctionArg on they take all words that follow.
const (
	KeyArg       Kind = iota // a key of the store
	ValueArg                 // a string, as given
	IndexArg                 // a modifiedIndex
	CountArg                 // a number of times
	NameArg                  // the name of a command or of a setting
	DataArg                  // any data, in edn
	VariableArg              // the name of a variable, without the $
	FunctionArg              // a function of swap! with its arguments
	CommandArg               // another command, without the bars after it
	StatementArg             // another command, with the bars after it
	TryArg                   // a command, then catch, a selector and a handler
	GuardedArg               // another command, with the bars after it, or ! and a program, without them
	WordsArg                 // words that stand for themselves, as one text
	ListArg                  // values, as many as there are
	ProgramArg               // a program and its arguments
)

func (k Kind) takesRest() bool { return k >= FunctionArg }

// Example is a line and the result it prints, after Before has run.
type Example struct {
	Before []string
	Line   string
	Result string // in edn; indexes are as on a server where nothing was written yet
}

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

// within gives the calls that a call was given to run, also those within
// others, the call itself first.
func (c Call) within(yield func(Call) bool) bool {
	if !yield(c) {
		return false
	}
	for _, st := range c.statements() {
		if !st.call.within(yield) {
			return false
		}
	}
	return true
}

// runsProgram reports whether a function of the call runs a program.
func (c Call) runsProgram() bool {
	return slices.ContainsFunc(c.args, func(a any) bool {
		f, ok := a.(function.Application)
		return ok && f.Program()
	})
}

// statements gives what a call was given to run.
func (c Call) statements() []statement {
	var all []statement
	for _, a := range c.args {
		switch a := a.(type) {
		case Call:
			all = append(all, statement{call: a})
		case statement:
			all = append(all, a)
		case attempt:
			all = append(all, a.statements()...)
		case guarded:
			if a.argv == nil {
				all = append(all, a.st)
			}
		}
	}
	return all
}

// Call is a command with its arguments, parsed and checked.
type Call struct {
	Command *Command
	Text    string // as it was typed
	args    []any
	options map[string]any
	file    string // the path given to --file
}

// Has reports whether the argument at i was given.
func (c Call) Has(i int) bool { return i < len(c.args) }

// Key gives the key at position i, seen from a directory.
func (c Call) Key(dir string, i int) (string, error) {
	key, err := c.args[i].(keyPath).from(dir)
	if err != nil {
		return "", c.usage(err)
	}
	return key, nil
}

// String gives the value or the name at position i.
func (c Call) String(i int) string { return c.args[i].(string) }

// Uint gives the index or the count at position i.
func (c Call) Uint(i int) uint64 { return c.args[i].(uint64) }

// Flag reports whether an option is on.
func (c Call) Flag(name string) bool {
	on, _ := c.options[name].(bool)
	return on
}

// OptionFlag gives a flag that was given, on or off, or nil.
func (c Call) OptionFlag(name string) *bool { return option[bool](c, name) }

// OptionUint gives a number that was given, or nil.
func (c Call) OptionUint(name string) *uint64 { return option[uint64](c, name) }

// OptionString gives a string that was given, or nil.
func (c Call) OptionString(name string) *string { return option[string](c, name) }

// OptionKey gives a key that was given, seen from the session's directory; ok
// is false when none was.
func (c Call) OptionKey(dir, name string) (key string, ok bool, err error) {
	path, ok := c.options[name].(keyPath)
	if !ok {
		return "", false, nil
	}
	key, err = path.from(dir)
	return key, true, err
}

// OptionDuration gives a duration that was given, or 0.
func (c Call) OptionDuration(name string) time.Duration {
	d, _ := c.options[name].(time.Duration)
	return d
}

func option[T any](c Call, name string) *T {
	v, ok := c.options[name].(T)
	if !ok {
		return nil
	}
	return &v
}

// Usage is the command's usage line.
func (c *Command) Usage() string {
	parts := []string{c.Name}
	for _, a := range c.Args {
		name := a.Name
		if a.Optional {
			name = "[" + name + "]"
		}
		parts = append(parts, name)
	}
	// The options of a command that takes the rest of the line come before it.
	at := len(parts)
	if n := len(c.Args); n > 0 && c.Args[n-1].Kind >= CommandArg {
		at--
	}
	var options []string
	for _, o := range c.Options {
		usage := o.usage()
		if !o.Required {
			usage = "[" + usage + "]"
		}
		options = append(options, usage)
	}
	return strings.Join(slices.Insert(parts, at, options...), " ")
}

func (o Option) usage() string {
	name := "--" + o.Name
	if o.Short != "" {
		name = "-" + o.Short + "|" + name
	}
	if o.Kind != Flag {
		name += " " + o.Value
	}
	return name
}

// registry holds the commands in the order of their declarations.
var registry []*Command

// Register is called by the init of each command's file, by way of register.
func Register(c *Command) { registry = append(registry, c) }

// Commands gives every command, by group and within it in the order of
// declaration.
func Commands() []*Command {
	sorted := slices.Clone(registry)
	slices.SortStableFunc(sorted, func(a, b *Command) int { return int(a.Group) - int(b.Group) })
	return sorted
}

// FindCommand looks a command up by its name or an alias.
func FindCommand(name string) *Command {
	for _, c := range registry {
		if c.Name == name || slices.Contains(c.Aliases, name) {
			return c
		}
	}
	return nil
}
