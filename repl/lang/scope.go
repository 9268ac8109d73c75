package lang

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// Scope is what the variables of a session stand for. Its zero value is empty
// and ready. It must not be changed while it is read.
type Scope struct {
	names map[string]any
	last  any      // $_, once there was a result
	ran   bool     // there was one
	args  []string // $1 and so on; all of them are $@

	checking bool // commands are read and not run, so that no value is known
	unseen   bool // some that would define names could not be read
}

// UnknownYet stands for a value while commands are only checked: it passes for
// a key, a value and a number.
const UnknownYet = render.Number("1")

// Clone is a scope of its own in which everything stands for the same.
func (c *Scope) Clone() Scope {
	own := *c
	own.names = maps.Clone(c.names)
	return own
}

// Set gives a name its value.
func (c *Scope) Set(name string, v any) {
	if c.names == nil {
		c.names = map[string]any{}
	}
	c.names[name] = v
}

// Unset has a name stand for nothing.
func (c *Scope) Unset(name string) { delete(c.names, name) }

// Names gives what each name stands for; it is the scope's own.
func (c *Scope) Names() map[string]any { return c.names }

// SetLast sets the last result, $_.
func (c *Scope) SetLast(v any) { c.last, c.ran = v, true }

// SetArgs sets the arguments of a script, $1 and so on, and gives those that
// were before.
func (c *Scope) SetArgs(args []string) (before []string) {
	before, c.args = c.args, args
	return before
}

// CheckOnly has every variable stand for [UnknownYet], because commands are read
// from now on and not run.
func (c *Scope) CheckOnly() { c.checking = true }

// DefineUnseen has every name stand for something: what would define names could
// not be read.
func (c *Scope) DefineUnseen() { c.unseen = true }

// arguments are the script's, a word each. How many there will be is not known
// while commands are only checked: one passes for all.
func (c *Scope) arguments(t scan.Token) []scan.Token {
	var all []scan.Token
	args := c.args
	if c.checking {
		args = []string{string(UnknownYet)}
	}
	for _, arg := range args {
		all = append(all, scan.Token{Word: t.Word.WithText(arg), Variable: true, Value: arg})
	}
	return all
}

// lookup gives what a name stands for.
func (c *Scope) lookup(name string) (any, error) {
	if name == "_" {
		if !c.ran && !c.checking {
			return nil, fmt.Errorf("$_ is the last result, and there is none yet; quote '$_' to mean the text")
		}
		return c.value(c.last), nil
	}
	if n, err := strconv.Atoi(name); err == nil {
		if c.checking {
			return UnknownYet, nil
		}
		if n < 1 || n > len(c.args) {
			return nil, fmt.Errorf("there is no $%s: the script was given %s; quote '$%s' to mean the text", name, Plural(len(c.args), "argument"), name)
		}
		return c.args[n-1], nil
	}
	v, ok := c.names[name]
	if !ok && !c.unseen {
		var names []string
		for known := range c.names {
			names = append(names, "$"+known)
		}
		slices.Sort(names)
		otherwise := fmt.Sprintf("def %s COMMAND makes one; quote '$%s' to mean the text", name, name)
		return nil, Unknown("variable", "$"+name, names, otherwise)
	}
	return c.value(v), nil
}

func (c *Scope) value(v any) any {
	if c.checking {
		return UnknownYet
	}
	return v
}
