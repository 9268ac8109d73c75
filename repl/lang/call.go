package lang

import (
	"slices"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/function"
)

// Within gives the calls that a call was given to run, also those within
// others, the call itself first.
func (c Call) Within(yield func(Call) bool) bool {
	if !yield(c) {
		return false
	}
	for _, st := range c.statements() {
		if !st.Call.Within(yield) {
			return false
		}
	}
	return true
}

// RunsProgram reports whether a function of the call runs a program.
func (c Call) RunsProgram() bool {
	return slices.ContainsFunc(c.Args, func(a any) bool {
		f, ok := a.(function.Application)
		return ok && f.Program()
	})
}

// statements gives what a call was given to run.
func (c Call) statements() []Statement {
	var all []Statement
	for _, a := range c.Args {
		switch a := a.(type) {
		case Call:
			all = append(all, Statement{Call: a})
		case Statement:
			all = append(all, a)
		case Attempt:
			all = append(all, a.statements()...)
		case Guarded:
			if a.Argv == nil {
				all = append(all, a.Statement)
			}
		}
	}
	return all
}

// Call is a command with its arguments, parsed and checked.
type Call struct {
	Command *Command
	Text    string // as it was typed
	Args    []any
	Options map[string]any
	File    string // the path given to --file
}

// Has reports whether the argument at i was given.
func (c Call) Has(i int) bool { return i < len(c.Args) }

// Key gives the key at position i, seen from a directory.
func (c Call) Key(dir string, i int) (string, error) {
	key, err := c.Args[i].(KeyPath).From(dir)
	if err != nil {
		return "", c.Usage(err)
	}
	return key, nil
}

// String gives the value or the name at position i.
func (c Call) String(i int) string { return c.Args[i].(string) }

// Uint gives the index or the count at position i.
func (c Call) Uint(i int) uint64 { return c.Args[i].(uint64) }

// Flag reports whether an option is on.
func (c Call) Flag(name string) bool {
	on, _ := c.Options[name].(bool)
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
	path, ok := c.Options[name].(KeyPath)
	if !ok {
		return "", false, nil
	}
	key, err = path.From(dir)
	return key, true, err
}

// OptionDuration gives a duration that was given, or 0.
func (c Call) OptionDuration(name string) time.Duration {
	d, _ := c.Options[name].(time.Duration)
	return d
}

func option[T any](c Call, name string) *T {
	v, ok := c.Options[name].(T)
	if !ok {
		return nil
	}
	return &v
}

// ChangesSession reports whether the command, or one within it, changes the
// shell itself.
func (c Call) ChangesSession() bool {
	return !c.Within(func(inner Call) bool { return !inner.Command.Session })
}

// Common gives what every operation of the client understands.
func (c Call) Common() client.Options {
	o := client.Options{Timeout: c.OptionDuration("timeout")}
	if root := c.OptionString("root-key"); root != nil {
		o.RootKey = *root
	}
	return o
}
