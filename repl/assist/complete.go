package assist

import (
	"context"
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// Complete tells what the word that ends at pos, counted in bytes, can become.
// Keys are asked of the server, for as long as ctx lasts and then of what is
// known already; nothing else leaves the session.
func (s *Assistant) Complete(ctx context.Context, line string, pos int) Completion {
	line = line[:min(max(pos, 0), len(line))]
	c := completer{line: line, names: s.names()}
	if len(line) > maxAssisted || !c.read(s) {
		return Completion{From: len(line)}
	}
	switch {
	case c.Role == lang.RoleArg && c.Arg.Kind.Sort() == lang.SortKey && !c.dashed() && !c.variable():
		done := s.completeKey(ctx, line, c.Token)
		if done.Total == 0 && c.inTry && len(c.Draft.Args) > 1 {
			return c.pick(c.handler())
		}
		return done
	case c.Role == lang.RoleOptionMap:
		return c.optionMap()
	case c.variable():
		return c.pick(variables(s.session.Variables()))
	case c.Form != nil || !c.Plain():
		return Completion{From: c.Start}
	}
	done := c.pick(c.candidates())
	if done.From == len(line) && strings.HasPrefix(done.Common, "-") {
		done.Common = "" // dashes that nobody began to type help nobody
	}
	return done
}

// completer is the place of the cursor in a line.
type completer struct {
	line      string
	names     names
	inTry     bool
	given     map[string]string // the options before the cursor
	lang.Part                   // the word at the cursor, which may be empty
}

// read finds the cursor's place; false where there is nothing to complete.
func (c *completer) read(s *Assistant) bool {
	half := scan.ScanHalf(c.line)
	before, cursor := half.AtCursor()
	if half.Comment || cursor.Form != nil && cursor.Form.Closed {
		return false
	}
	if d := s.outline(c.line, before).Draft; d != nil {
		c.given = d.Options
	}
	o := s.outline(c.line, append(slices.Clip(before), cursor))
	c.Part, c.inTry = o.Parts[len(o.Parts)-1], o.InTry
	return true
}

// dashed reports whether an option is being typed, where there may be one.
func (c *completer) dashed() bool {
	return c.Form == nil && c.Plain() && strings.HasPrefix(c.Text, "-") && c.Draft != nil && !c.Draft.OptionsOver
}

// variable reports whether a $NAME is being typed.
func (c *completer) variable() bool {
	return c.Form == nil && c.Plain() && strings.HasPrefix(c.Text, "$") && !strings.Contains(c.Text, "/")
}

// candidates gives what is one of a list of names.
func (c *completer) candidates() []Candidate {
	switch c.Role {
	case lang.RoleCommand, lang.RoleHandler:
		return named(c.names.Commands())
	case lang.RoleFunction:
		return named(c.names.Functions())
	case lang.RoleFunctionArg:
		return c.functionArg()
	case lang.RoleOption:
		return c.options()
	case lang.RoleArg:
		if c.dashed() {
			return c.options()
		}
		return named(c.Arg.Kind.Names(c.names, c.Draft.Args[:len(c.Draft.Args)-1]))
	case lang.RoleExtra:
		return c.extra()
	}
	return nil
}

// extra gives what may follow the arguments of a command.
func (c *completer) extra() []Candidate {
	if c.Draft == nil || c.Draft.Command == nil {
		return nil
	}
	list := c.options()
	if c.inTry {
		list = append(list, c.handler()...)
	}
	return list
}

// handler gives the word that begins a handler of try.
func (c *completer) handler() []Candidate {
	return []Candidate{word("catch", "what to do when the command fails")}
}

// pick gives the candidates that begin as typed.
func (c *completer) pick(list []Candidate) Completion {
	list = slices.DeleteFunc(list, func(o Candidate) bool { return !strings.HasPrefix(o.Text, c.Text) })
	slices.SortFunc(list, func(a, b Candidate) int { return strings.Compare(a.Text, b.Text) })
	list = slices.CompactFunc(list, func(a, b Candidate) bool { return a.Text == b.Text })
	done := Completion{From: c.Start, Candidates: list, Total: len(list)}
	if n := len(list); n > 0 {
		done.Common = commonPrefix(list[0].Text, list[n-1].Text)
	}
	return done
}

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
	if f == nil || f.IsProgram() {
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
	for _, o := range c.Draft.Free(c.given) {
		list = append(list, word("--"+o.Name, o.Doc))
		if o.Short != "" && c.Text == "-"+o.Short {
			return []Candidate{word(c.Text, o.Doc)}
		}
	}
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
	for _, o := range c.Draft.Free(c.given) {
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
	return list
}
