package assist

import (
	"slices"
	"strconv"
	"strings"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// maxAssisted is the longest line in bytes that is coloured and hinted at:
// what is longer was pasted, and nobody reads along.
const maxAssisted = 16 << 10

// Highlight tells what the parts of a line are, in order and without overlap;
// what is nothing in particular is in none of them. It takes any text, a
// command of several lines too, and asks nobody.
func (s *Assistant) Highlight(line string) []Part {
	if len(line) > maxAssisted {
		return nil
	}
	o := outlineOf(s.Commands(), line)
	p := painter{outline: o}
	for _, site := range o.sites {
		p.site(site)
	}
	return overlay(p.parts, o.apart())
}

// apart gives the parts that may lie within others: comments, and what is
// still open.
func (o *outline) apart() []Part {
	var parts []Part
	_, swallows := o.swallowed()
	for i, c := range o.Comments {
		class := ClassComment
		if swallows && i == len(o.Comments)-1 {
			class = ClassSwallow
		}
		parts = append(parts, Part{c.From, c.To, class})
	}
	if o.Opened >= 0 {
		parts = append(parts, Part{o.Opened, o.Opened + 1, ClassOpen})
	}
	slices.SortFunc(parts, func(a, b Part) int { return a.From - b.From })
	return parts
}

// overlay puts parts over others; both are in order.
func overlay(parts, over []Part) []Part {
	var all []Part
	for _, part := range parts {
		for len(over) > 0 && over[0].From < part.To {
			if part.From < over[0].From {
				all = append(all, Part{part.From, over[0].From, part.Class})
			}
			all = append(all, over[0])
			part.From = max(part.From, over[0].To)
			over = over[1:]
		}
		if part.From < part.To {
			all = append(all, part)
		}
	}
	return append(all, over...)
}

// swallowed gives the word with which a comment begins where an argument
// could have stood.
func (o *outline) swallowed() (word string, ok bool) {
	word, ok = o.Glued()
	if !ok {
		return "", false
	}
	switch o.mode {
	case modeCall:
		return word, o.call.takesMore()
	case modeSelector, modeHandler:
		return word, true
	}
	return "", false
}

// painter collects the parts of a line.
type painter struct {
	*outline
	parts []Part
}

func (p *painter) part(from, to int, class Class) {
	if from < to {
		p.parts = append(p.parts, Part{from, to, class})
	}
}

func (p *painter) site(s site) {
	switch {
	case s.role == roleOptionMap:
		p.optionMap(s)
		return
	case !s.known:
		p.part(s.Start, s.End, ClassUnknown)
		return
	case isVariable(s.Piece):
		p.part(s.Start, s.End, ClassVariable)
		return
	}
	switch s.role {
	case roleCommand:
		p.part(s.Start, s.End, ClassCommand)
	case roleArg:
		p.part(s.Start, s.End, p.argClass(s))
	case roleOption, roleOptionValue:
		p.part(s.Start, s.End, ClassOption)
	case roleFunction:
		p.part(s.Start, s.End, ClassFunction)
	case roleFunctionArg:
		p.part(s.Start, s.End, functionArgClass(s))
	case roleOperator:
		p.part(s.Start, s.End, ClassOperator)
	case roleStep:
		p.part(s.Start, s.End, stepClass(s))
	case roleSelector:
		p.part(s.Start, s.End, ClassKey)
	case roleData:
		p.part(s.Start, s.End, valueClass(s.Word))
	case roleExtra:
		if !s.Plain() {
			p.part(s.Start, s.End, ClassString)
		}
	}
}

// optionMap marks the braces and what stands between them.
func (p *painter) optionMap(s site) {
	p.part(s.Start, s.Start+1, ClassOption)
	for i, w := range s.Elems {
		class := valueClass(w)
		if i%2 == 0 {
			class = ClassUnknown
			if _, ok := s.draft.keyword(w); ok {
				class = ClassOption
			}
		}
		p.part(w.Start, w.End, class)
	}
	if s.Closed {
		p.part(max(s.End-1, s.Start+1), s.End, ClassOption)
	}
}

func (p *painter) argClass(s site) Class {
	switch {
	case s.arg.Kind == lang.KeyArg:
		return ClassKey
	case s.arg.Kind != lang.NameArg:
		return valueClass(s.Word)
	case s.draft.namesCommand(s.arg):
		if p.commands.Find(s.Text) != nil {
			return ClassCommand
		}
		if _, ok := function.Find(s.Text); ok {
			return ClassFunction
		}
		return ClassUnknown
	case s.draft.namesSetting(s.arg):
		if slices.ContainsFunc(eval.AllSettings(), func(o eval.Setting) bool { return o.Name == s.Text }) {
			return ClassOption
		}
		return ClassUnknown
	}
	return ClassString
}

// namesCommand reports whether an argument is the name of a command, or of a
// function.
func (d *draft) namesCommand(a lang.Arg) bool { return a.Kind == lang.NameArg && a.Name == "COMMAND" }

// namesSetting reports whether an argument is the name of a setting.
func (d *draft) namesSetting(a lang.Arg) bool {
	return a.Kind == lang.NameArg && d.command.Name == "config"
}

func functionArgClass(s site) Class {
	if s.function == nil || s.function.Name != "comp" {
		return valueClass(s.Word)
	}
	if _, ok := function.Find(s.Text); ok {
		return ClassFunction
	}
	return ClassUnknown
}

func stepClass(s site) Class {
	if _, err := lang.ParsePath([]scan.Token{{Word: s.Word}}); err != nil || s.Open != 0 {
		return ClassUnknown
	}
	if s.Plain() && s.Text[0] == ':' {
		return ClassKey
	}
	return valueClass(s.Word)
}

func valueClass(w scan.Word) Class {
	if _, err := strconv.ParseFloat(w.Text, 64); err == nil && w.Plain() {
		return ClassNumber
	}
	return ClassString
}

func isVariable(p scan.Piece) bool {
	name, ok := strings.CutPrefix(p.Text, "$")
	return ok && p.Open == 0 && !p.QuotedWithin(0, 1) && scan.IsName(name)
}
