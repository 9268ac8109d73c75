package assist

import (
	"cmp"
	"slices"

	"etcd2sh/render"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// candidates gives what is one of a list of names.
func (c *completer) candidates() []Candidate {
	switch c.Role {
	case lang.RoleCommand, lang.RoleHandler:
		return named(c.names.Commands())
	case lang.RoleFunction:
		return named(c.names.Functions())
	case lang.RoleFunctionArg:
		return c.functionArg()
	case lang.RoleOption, lang.RoleArg:
		return c.options()
	case lang.RoleExtra:
		return c.extra()
	case lang.RoleStep:
		return c.steps()
	}
	return nil
}

// extra gives what may follow the arguments of a command.
func (c *completer) extra() []Candidate {
	if c.Draft == nil || c.Draft.Command == nil {
		return nil
	}
	list := c.options()
	if c.outline.InTry {
		list = append(list, catch)
	}
	return list
}

// catch is the word that begins a handler of try.
var catch = word("catch", "what to do when the command fails")

func word(text, description string) Candidate {
	return Candidate{Text: text, Label: text, Description: description, Closed: true}
}

func named(list []lang.Name) []Candidate {
	var all []Candidate
	for _, n := range list {
		all = append(all, word(n.Text, n.Doc))
	}
	return all
}

// functionArg gives what may stand among the arguments of a function.
func (c *completer) functionArg() []Candidate {
	f := c.Function
	if f == nil {
		return nil
	}
	list := c.options()
	if f.Composes {
		list = append(list, named(functionNames(func(f function.Function) bool { return f.Min == 0 }))...)
	}
	if c.Draft.Applying.Given > f.Min { // the word at the cursor is counted
		list = append(list, word("->", "another function, applied to the result"))
	}
	return list
}

// options gives the options that were not given yet.
func (c *completer) options() []Candidate {
	var list []Candidate
	for _, o := range c.free() {
		list = append(list, Candidate{Text: "--" + o.Name, Label: o.Usage(), Description: o.Doc, Closed: true})
		if o.Short != "" && c.Text == "-"+o.Short {
			return []Candidate{word(c.Text, o.Doc)}
		}
	}
	return list
}

// free gives the options that were not given yet, sorted by name.
func (c *completer) free() []lang.Option {
	list := c.Draft.Free(c.given)
	slices.SortFunc(list, func(a, b lang.Option) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// optionMap completes {:recursive? true}.
func (c *completer) optionMap() Completion {
	before, at := c.Form.Elems, len(c.line)
	if n := len(before); n > 0 && before[n-1].End == at {
		c.Word, before = before[n-1], before[:n-1]
	} else {
		c.Word = scan.Word{Start: at, End: at}
	}
	if !c.Plain() {
		return Completion{From: c.Start}
	}
	if len(before)%2 == 1 {
		if o, ok := c.Draft.Command.FindOption(before[len(before)-1]); ok && !o.Kind.TakesValue() {
			return c.pick([]Candidate{word("true", ""), word("false", "")})
		}
		return Completion{From: c.Start}
	}
	for i := 0; i < len(before); i += 2 {
		if o, ok := c.Draft.Command.FindOption(before[i]); ok {
			c.given[o.Name] = ""
		}
	}
	var list []Candidate
	for _, o := range c.free() {
		list = append(list, word(o.Keyword(), o.Doc))
	}
	return c.pick(list)
}

// variables are the variables that there are.
func variables(values map[string]any) []Candidate {
	list := []Candidate{word("$_", "the last result")}
	for name, v := range values {
		text, err := lang.EDNText(v)
		if err != nil {
			continue
		}
		list = append(list, word("$"+name, render.Cut(text, maxDescription)))
	}
	slices.SortFunc(list, func(a, b Candidate) int { return cmp.Compare(a.Text, b.Text) })
	return list
}
