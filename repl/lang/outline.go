package lang

import (
	"slices"

	"etcd2sh/repl/function"
	"etcd2sh/repl/lang/scan"
)

// Outline is a line, perhaps half typed, as far as it is one.
type Outline struct {
	Parts   []Part   // the tokens, in order
	Drafts  []*Draft // the commands, in order
	Expects Expects  // what may follow
	Draft   *Draft   // where arguments may follow: those of this command
	InTry   bool     // a catch may follow
}

// Expects is what may follow on a line.
type Expects int

// What may follow.
const (
	ExpectsCommand  Expects = iota // the name of a command
	ExpectsArgument                // an argument or an option
	ExpectsWord                    // a step of a path, or a word that stands for itself
	ExpectsSelector                // what a catch selects, and a handler
	ExpectsHandler                 // the handler of a catch
)

// Part is a token of a line, and what it is there for.
type Part struct {
	scan.Token
	Role  Role
	Known bool   // for a name: there is one; for any other: it has a place
	Draft *Draft // the command that it belongs to; nil where there is none

	Arg      Arg                // of RoleArg: which
	Function *function.Function // of RoleFunctionArg: whose; nil for an unknown one
	Option   *Option            // of RoleOptionValue: whose; of RoleOption: with a value after =
}

// Role is what a token is there for.
type Role int

// The roles of tokens.
const (
	RoleCommand     Role = iota // the name of a command
	RoleArg                     // an argument of a command
	RoleOption                  // an option's name, perhaps with its value
	RoleOptionValue             // the value that follows an option
	RoleOptionMap               // {:ttl 10}
	RoleFunction                // the name of a function of swap!
	RoleFunctionArg             // one of its arguments
	RoleOperator                // | -> catch -- ! jq &
	RoleStep                    // a step of the path after |
	RoleSelector                // what a catch selects
	RoleHandler                 // a handler that is one word
	RoleWord                    // a word that stands for itself
	RoleProgram                 // the name of a program
	RoleProgramArg              // one of its arguments
	RoleExtra                   // one word too many, or whatever follows what is not known
)

// IsVariable reports whether the part is a $NAME.
func (p Part) IsVariable() bool { return isVariable(p.Token) }

// WantsText reports whether the part is a text, so that an unquoted bracket there means
// nothing: a value, or what only a function, a program or another command understands.
func (p Part) WantsText() bool {
	switch {
	case !p.Known:
		return false
	case p.Role == RoleArg:
		return p.Arg.Kind == ValueArg || p.Arg.Kind == PresentArg
	case p.Role == RoleOptionValue:
		return p.Option.Kind != KeyOption
	}
	return slices.Contains([]Role{RoleFunctionArg, RoleWord, RoleProgramArg}, p.Role)
}

// Outline reads a line that may be half typed: tokens is what package scan makes
// of the text. Variables stay as they are.
func (l Language) Outline(text string, tokens []scan.Token) *Outline {
	o := &Outline{}
	(&line{Language: l, text: text, outline: o}).whole(tokens)
	return o
}

// note keeps what a token is there for, if somebody wants to know.
func (l *line) note(t scan.Token, r Role) { l.noteIf(true, t, r) }

// noteIf notes a token that is known, or not.
func (l *line) noteIf(known bool, t scan.Token, r Role) {
	l.notePart(Part{Token: t, Role: r, Known: known})
}

func (l *line) notePart(p Part) {
	if l.outline != nil {
		p.Draft = l.outline.Draft
		l.outline.Parts = append(l.outline.Parts, p)
	}
}

// noteWords notes words that stand for themselves, to the end of the command or
// the stage.
func (l *line) noteWords(ts []scan.Token) { l.noteEach(ts, RoleWord) }

// noteProgram notes a program and its arguments.
func (l *line) noteProgram(ts []scan.Token) {
	name := min(1, len(ts))
	l.noteEach(ts[:name], RoleProgram)
	l.noteEach(ts[name:], RoleProgramArg)
}

func (l *line) noteEach(ts []scan.Token, r Role) {
	if l.outline == nil {
		return
	}
	l.outline.Expects = ExpectsWord
	for _, t := range ts {
		l.note(t, r)
	}
}

// expect notes what comes next, which belongs to no command.
func (l *line) expect(e Expects) {
	if l.outline != nil {
		l.outline.Expects, l.outline.Draft = e, nil
	}
}

// draft begins to note a command, whose name nil is unknown; it is nil when
// nobody wants to know.
func (l *line) draft(c *Command) *Draft {
	if l.outline == nil {
		return nil
	}
	d := &Draft{Command: c, Options: map[string]string{}}
	l.outline.Drafts = append(l.outline.Drafts, d)
	l.outline.Expects, l.outline.Draft = ExpectsArgument, d
	return d
}
