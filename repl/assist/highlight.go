package assist

import (
	"slices"
	"strconv"

	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// Highlight tells what the parts of a line are, in order and without overlap;
// what is nothing in particular is in none of them. It takes any text, a
// command of several lines too, and asks nobody.
func (s *Assistant) Highlight(line string) []Part {
	if len(line) > MaxAssisted {
		return nil
	}
	l := s.read(line)
	p := painter{names: s.names()}
	for _, part := range l.Parts {
		p.paint(part)
	}
	return overlay(p.parts, l.apart())
}

// apart gives the parts that may lie within others: comments, and what is
// still open.
func (l *line) apart() []Part {
	var parts []Part
	_, swallows := l.swallowed()
	for i, c := range l.Comments {
		class := ClassComment
		if swallows && i == len(l.Comments)-1 {
			class = ClassSwallow
		}
		parts = append(parts, Part{c.From, c.To, class})
	}
	if l.Open >= 0 {
		parts = append(parts, Part{l.Open, l.Open + 1, ClassOpen})
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

// painter collects the parts of a line.
type painter struct {
	names lang.Names
	parts []Part
}

func (p *painter) part(from, to int, class Class) {
	if from < to {
		p.parts = append(p.parts, Part{from, to, class})
	}
}

func (p *painter) paint(part lang.Part) {
	switch {
	case part.Role == lang.RoleOptionMap:
		p.optionMap(part)
	case part.Role == lang.RoleExtra && part.Known && part.Plain() && !part.IsVariable():
		// nobody knows what it is
	default:
		p.part(part.Start, part.End, p.class(part))
	}
}

// optionMap marks the braces and what stands between them.
func (p *painter) optionMap(part lang.Part) {
	p.part(part.Start, part.Start+1, ClassOption)
	for i, w := range part.Form.Elems {
		class := valueClass(w)
		if i%2 == 0 {
			class = ClassUnknown
			if _, ok := part.Draft.Command.FindOption(w); ok {
				class = ClassOption
			}
		}
		p.part(w.Start, w.End, class)
	}
	if part.Form.Closed {
		p.part(max(part.End-1, part.Start+1), part.End, ClassOption)
	}
}

// class gives the class of a part that is one whole.
func (p *painter) class(part lang.Part) Class {
	switch {
	case !part.Known:
		return ClassUnknown
	case part.IsVariable():
		return ClassVariable
	}
	switch part.Role {
	case lang.RoleCommand:
		return ClassCommand
	case lang.RoleArg:
		return p.argClass(part)
	case lang.RoleOption, lang.RoleOptionValue:
		return ClassOption
	case lang.RoleFunction:
		return ClassFunction
	case lang.RoleFunctionArg:
		return functionArgClass(part)
	case lang.RoleOperator:
		return ClassOperator
	case lang.RoleSelector:
		return ClassKey
	case lang.RoleStep:
		if part.Plain() && part.Text[0] == ':' {
			return ClassKey
		}
	case lang.RoleExtra:
		return ClassString
	}
	return valueClass(part.Word)
}

func (p *painter) argClass(part lang.Part) Class {
	kind := part.Arg.Kind
	if !kind.IsName() {
		return classOf(kind.Sort(), part.Word)
	}
	for _, n := range kind.Names(p.names, part.Draft.Args) {
		if n.Text == part.Text {
			return classOf(n.Sort, part.Word)
		}
	}
	return ClassUnknown
}

// classOf gives the class of what is of a sort.
func classOf(s lang.Sort, w scan.Word) Class {
	switch s {
	case lang.SortText, lang.SortFile:
		return ClassString
	case lang.SortKey:
		return ClassKey
	case lang.SortCommand:
		return ClassCommand
	case lang.SortFunction:
		return ClassFunction
	case lang.SortSetting:
		return ClassOption
	}
	return valueClass(w)
}

func functionArgClass(part lang.Part) Class {
	if part.Function == nil || !part.Function.Composes {
		return valueClass(part.Word)
	}
	if _, ok := function.Find(part.Text); ok {
		return ClassFunction
	}
	return ClassUnknown
}

func valueClass(w scan.Word) Class {
	if _, err := strconv.ParseFloat(w.Text, 64); err == nil && w.Plain() {
		return ClassNumber
	}
	return ClassString
}
