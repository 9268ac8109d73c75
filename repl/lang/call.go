package lang

import (
	"cmp"
	"slices"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/function"
)

// Call is a command with its arguments and options, parsed and checked. What an
// argument is depends on its kind, which says how to ask for it; to ask for
// another kind, or for one that was not given, is a mistake of the program and
// panics.
type Call struct {
	Command *Command
	Text    string // the line as it was typed, other commands in it too

	typed   string // the command's name as it was typed
	args    []any
	options []optionValue // those that were given
	file    string
	shared  bool // it is a part of another
}

type optionValue struct {
	name  string
	value any
}

// Name is the command's name as it was typed: messages to a person speak in it.
func (c Call) Name() string { return cmp.Or(c.typed, c.Command.Name) }

// Has reports whether the argument at i was given.
func (c Call) Has(i int) bool { return i < len(c.args) }

// Key gives the KeyArg at i, seen from a directory. Its error is a usage error.
func (c Call) Key(dir string, i int) (string, error) {
	key, err := c.KeyPath(i).From(dir)
	if err != nil {
		return "", c.Usage(err)
	}
	return key, nil
}

// KeyPath gives the KeyArg at i as it was typed.
func (c Call) KeyPath(i int) KeyPath { return c.args[i].(KeyPath) }

// Keys gives the keys that the call is about, seen from a directory.
func (c Call) Keys(dir string) []string {
	var keys []string
	for _, a := range c.args {
		if path, ok := a.(KeyPath); ok {
			if key, err := path.From(dir); err == nil {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// AllKeys gives the keys of a call that has no other arguments, seen from a directory.
// Its error is a usage error.
func (c Call) AllKeys(dir string) ([]string, error) {
	keys := make([]string, len(c.args))
	for i := range keys {
		key, err := c.Key(dir, i)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}

// ForKey gives the call as it would be with the KeyArg at i alone.
func (c Call) ForKey(i int) Call {
	c.args, c.shared = c.args[i:i+1], true
	return c
}

// Shared reports whether the call is one of [Call.ForKey].
func (c Call) Shared() bool { return c.shared }

// String gives the value, the name or the words at i.
func (c Call) String(i int) string { return c.args[i].(string) }

// Variable gives the variable that the call defines; ok is false when it defines
// none.
func (c Call) Variable() (name string, ok bool) { return c.ofKind(VariableArg) }

// Script gives the path of the file whose commands the call runs; ok is false
// when it runs none.
func (c Call) Script() (path string, ok bool) { return c.ofKind(ScriptArg) }

// Commands gives the CommandsArg at i.
func (c Call) Commands(i int) Commands { return c.args[i].(Commands) }

// Len is how many arguments were given.
func (c Call) Len() int { return len(c.args) }

// ofKind gives the first argument of a kind that is a string.
func (c Call) ofKind(k Kind) (text string, ok bool) {
	i := slices.IndexFunc(c.Command.Args, func(a Arg) bool { return a.Kind == k })
	if i < 0 || !c.Has(i) {
		return "", false
	}
	return c.String(i), true
}

// Uint gives the index or the count at i.
func (c Call) Uint(i int) uint64 { return c.args[i].(uint64) }

// Data gives the DataArg at i.
func (c Call) Data(i int) any { return c.args[i] }

// Values gives the list, or the program and its arguments, at i.
func (c Call) Values(i int) []string { return c.args[i].([]string) }

// Application gives the functions at i, one applied after the other.
func (c Call) Application(i int) function.Application { return c.args[i].(function.Application) }

// Call gives the CommandArg at i.
func (c Call) Call(i int) Call { return c.args[i].(Call) }

// Statement gives the StatementArg at i.
func (c Call) Statement(i int) Statement { return c.args[i].(Statement) }

// Attempt gives the TryArg at i.
func (c Call) Attempt(i int) Attempt { return c.args[i].(Attempt) }

// Guarded gives the GuardedArg at i.
func (c Call) Guarded(i int) Guarded { return c.args[i].(Guarded) }

// File gives the path of the file, - for standard input, from which the last
// argument is still to be read, or "": see [Call.WithValue].
func (c Call) File() string { return c.file }

// WithValue gives the call with the value that was read from its file as its
// last argument.
func (c Call) WithValue(value string) Call {
	c.args = append(slices.Clip(c.args), value) // the call may run several times at once
	return c
}

// OptionNames gives the names of the options that were given, in the order in
// which they were.
func (c Call) OptionNames() []string {
	var names []string
	for _, o := range c.options {
		names = append(names, o.name)
	}
	return names
}

// Flag reports whether an option is on.
func (c Call) Flag(name string) bool {
	on := c.OptionFlag(name)
	return on != nil && *on
}

// Secret reports whether an option is on that keeps the call's values from being
// shown.
func (c Call) Secret() bool {
	return slices.ContainsFunc(c.Command.Options, func(o Option) bool { return o.Secret && c.Flag(o.Name) })
}

// OptionFlag gives a flag that was given, on or off, or nil.
func (c Call) OptionFlag(name string) *bool { return optionOf[bool](c, name) }

// OptionUint gives a number that was given, or nil.
func (c Call) OptionUint(name string) *uint64 { return optionOf[uint64](c, name) }

// OptionString gives a string that was given, or nil.
func (c Call) OptionString(name string) *string { return optionOf[string](c, name) }

// OptionKey gives a key that was given, seen from the session's directory; ok
// is false when none was.
func (c Call) OptionKey(dir, name string) (key string, ok bool, err error) {
	path := optionOf[KeyPath](c, name)
	if path == nil {
		return "", false, nil
	}
	key, err = path.From(dir)
	return key, true, err
}

// OptionKeys gives the keys of an option that can be given more than once.
func (c Call) OptionKeys(dir, name string) ([]string, error) {
	var keys []string
	for _, o := range c.options {
		path, ok := o.value.(KeyPath)
		if !ok || o.name != name {
			continue
		}
		key, err := path.From(dir)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// OptionDuration gives a duration that was given, or 0.
func (c Call) OptionDuration(name string) time.Duration {
	if d := optionOf[time.Duration](c, name); d != nil {
		return *d
	}
	return 0
}

func optionOf[T any](c Call, name string) *T {
	v, _ := c.option(name)
	if v, ok := v.(T); ok {
		return &v
	}
	return nil
}

func (c Call) option(name string) (v any, ok bool) {
	for _, o := range c.options {
		if o.name == name {
			return o.value, true
		}
	}
	return nil, false
}

// Elsewhere reports whether an option makes the call one about something else
// than the keys as they are now: see [Option].
func (c Call) Elsewhere() bool {
	return slices.ContainsFunc(c.Command.Options, func(o Option) bool {
		_, given := c.option(o.Name)
		return o.Elsewhere && given
	})
}

// KeyOptions gives what [Call.Common] does, for a request about the KeyArg at i
// itself: one that was typed with a slash is asked for with it.
func (c Call) KeyOptions(i int) client.Options {
	o := c.Common()
	o.TrailingSlash = c.Has(i) && c.KeyPath(i).Slash
	return o
}

// Common gives what every operation of the client understands.
func (c Call) Common() client.Options {
	o := client.Options{Timeout: c.OptionDuration("timeout")}
	if root := c.OptionString("root-key"); root != nil {
		o.RootKey = *root
	}
	return o
}
