package assist

import (
	"context"
	"slices"
	"strings"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// Complete tells what the word that ends at pos, counted in bytes, can become.
// Keys and values are asked of the server, for as long as ctx lasts and then of
// what is known already; nothing else leaves the session.
func (s *Assistant) Complete(ctx context.Context, line string, pos int) Completion {
	line = line[:min(max(pos, 0), len(line))]
	c := completer{line: line, assistant: s, names: names{s.session, ctx}}
	if len(line) > MaxAssisted || !c.read() {
		return Completion{From: len(line)}
	}
	switch {
	case c.variable():
		return c.pick(variables(s.session.Variables()))
	case c.Role == lang.RoleOptionMap:
		return c.optionMap()
	case c.Role == lang.RoleOptionValue:
		return c.offered(ctx, c.Option.Kind.Offers(), nil)
	case c.Role == lang.RoleOption && c.Option != nil: // its value hangs on it
		c.Start += strings.IndexByte(line[c.Start:], '=') + 1
		return c.offered(ctx, c.Option.Kind.Offers(), nil)
	case c.Role == lang.RoleArg && !c.dashed():
		before := c.Draft.Args[:len(c.Draft.Args)-1]
		done := c.offered(ctx, c.Arg.Kind.After(before), before)
		if done.Total == 0 && c.outline.InTry && len(before) > 0 { // one key more, or the handler
			return c.pick([]Candidate{catch})
		}
		return done
	case c.program():
		return completeProgram(c.line, c.Token, s.session.Host().Path)
	case c.programArg():
		return completeFile(c.line, c.Token, "")
	case c.Form != nil || !c.Plain():
		return Completion{From: c.Start}
	}
	done := c.pick(c.candidates())
	switch {
	case done.From == len(line) && strings.HasPrefix(done.Common, "-"):
		done.Common = "" // dashes that nobody began to type help nobody
	case c.Text == "-" && done.Total > 1:
		done.Common = c.Text // it may be meant as it is
	}
	return done
}

// completer is the place of the cursor in a line.
type completer struct {
	line      string
	assistant *Assistant
	names     names
	outline   *lang.Outline
	given     map[string]string // the options before the cursor
	lang.Part                   // the word at the cursor, which may be empty
}

// read finds the cursor's place; false where there is nothing to complete.
func (c *completer) read() bool {
	half := scan.ScanHalf(c.line)
	before, cursor := half.AtCursor()
	if half.Comment || cursor.Form != nil && cursor.Form.Closed {
		return false
	}
	d := c.assistant.outline(c.line, before).Draft
	if d != nil {
		c.given = d.Options
	}
	c.outline = c.assistant.outline(c.line, append(slices.Clip(before), cursor))
	c.Part = c.outline.Parts[len(c.outline.Parts)-1]
	if cursor.Is("--") && c.Role == lang.RoleOperator && d != nil { // a blank must follow, to end the options
		c.Role, c.Draft = lang.RoleOption, d
	}
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

// program reports whether the name of a program is being typed.
func (c *completer) program() bool {
	return c.Role == lang.RoleProgram || c.functionOfProgram() && c.Draft.Applying.Given == 1
}

// programArg reports whether an argument of a program is being typed.
func (c *completer) programArg() bool { return c.Role == lang.RoleProgramArg || c.functionOfProgram() }

func (c *completer) functionOfProgram() bool {
	return c.Role == lang.RoleFunctionArg && c.Function != nil && c.Function.IsProgram()
}

// offered completes an argument, or the value of an option; before are the
// arguments in front of it.
func (c *completer) offered(ctx context.Context, o lang.Offer, before []lang.Part) Completion {
	switch {
	case o.Sort() == lang.SortKey:
		return c.assistant.completeKey(ctx, c.line, c.Token, o.Directories())
	case c.Form != nil:
		return Completion{From: c.Start}
	case o.Sort() == lang.SortFile:
		return completeFile(c.line, c.Token, c.assistant.session.Host().Home)
	case o.TakesPresent():
		return c.spell(c.assistant.present(ctx, c.Draft, o))
	}
	return c.spell(o.Names(c.names, before))
}

// spell gives the texts that begin as typed, in the quotes that were begun.
func (c *completer) spell(list []lang.Name) Completion {
	typed, open := scan.HalfWord(c.line[c.Start:])
	var all []Candidate
	for _, n := range list {
		if strings.HasPrefix(n.Text, typed.Text) {
			all = append(all, Candidate{Text: spelled(n.Text, open), Label: n.Text, Description: n.Doc, Closed: true})
		}
	}
	return complete(all, c.line, c.Start)
}

// pick gives the candidates that begin as typed.
func (c *completer) pick(list []Candidate) Completion {
	list = slices.DeleteFunc(list, func(o Candidate) bool { return !strings.HasPrefix(o.Text, c.Text) })
	return complete(list, c.line, c.Start)
}

// complete is the completion of the word that begins at from.
func complete(list []Candidate, line string, from int) Completion {
	met := map[string]bool{}
	list = slices.DeleteFunc(list, func(o Candidate) bool {
		twice := met[o.Text]
		met[o.Text] = true
		return twice
	})
	done := Completion{From: from, Candidates: list, Total: len(list)}
	for i, o := range list {
		if i == 0 {
			done.Common = o.Text
		}
		done.Common = commonPrefix(done.Common, o.Text)
	}
	if len(list) > 1 && !strings.HasPrefix(done.Common, line[from:]) { // some are in quotes, which nobody began
		done.Common = ""
	}
	done.Candidates = list[:min(len(list), MaxCandidates)]
	return done
}
