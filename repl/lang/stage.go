package lang

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang/scan"

	"github.com/itchyny/gojq"
)

// Stage is what stands after a bar, one of its fields: it makes another result
// of one.
type Stage struct {
	Path []any      // the steps into each result: keywords, strings and positions
	JQ   *gojq.Code // applied to the JSON form of each result
	Raw  bool       // of jq: a string is printed as it is
	Argv []string   // a program that reads the results; what follows must run one too
}

// RunsProgram reports whether a stage runs a program, also of a statement within
// this one.
func (st Statement) RunsProgram() bool {
	return slices.ContainsFunc(st.Stages, func(s Stage) bool { return s.Argv != nil }) ||
		slices.ContainsFunc(st.Call.statements(), Statement.RunsProgram)
}

// stage reads what stands between two bars, or after the last; behind says that
// one of those in front of it runs a program.
func (l *line) stage(ts []scan.Token, behind bool) (Stage, error) {
	var afterProgram error
	switch {
	case len(ts) == 0:
		return Stage{}, errors.New("a path such as :node :modifiedIndex, jq 'PROGRAM' or ! PROGRAM is missing after |; quote '|' to mean the text")
	case ts[0].Is("!"):
		l.note(ts[0], RoleOperator)
		argv, err := l.argv(ts[1:])
		return Stage{Argv: argv}, err
	case behind:
		afterProgram = fmt.Errorf("after a program only another can follow: type | ! %s", l.text[ts[0].Start:ts[0].End])
	}
	if ts[0].Is("jq") {
		l.note(ts[0], RoleOperator)
		l.noteWords(ts[1:])
		s, err := jqStage(ts[1:])
		return s, cmp.Or(afterProgram, err)
	}
	steps, err := l.path(ts)
	return Stage{Path: steps}, cmp.Or(afterProgram, err)
}

// path reads keywords, quoted names, and positions.
func (l *line) path(ts []scan.Token) (steps []any, wrong error) {
	for _, t := range ts {
		s, err := step(t)
		if errors.Is(err, errNoStep) {
			err = l.noStep(ts, t)
		}
		if wrong == nil {
			wrong = err
		}
		l.noteIf(err == nil || isVariable(t), t, RoleStep)
		steps = append(steps, s)
	}
	return steps, wrong
}

func step(t scan.Token) (any, error) {
	if err := t.CheckOne(); err != nil {
		return nil, err
	}
	position, err := strconv.Atoi(t.Text)
	switch {
	case t.Form != nil:
		return nil, fmt.Errorf("a path is made of keywords and positions, as in | :node :modifiedIndex")
	case strings.HasPrefix(t.Text, ":") && t.Plain() && strings.Contains(t.Text[1:], ":"):
		return nil, fmt.Errorf("%s is one keyword; each step of a path is a word of its own: %s; quote '%s' to mean the name", Shorten(t.Text), Shorten(apart(t.Text)), Shorten(t.Text[1:]))
	case strings.HasPrefix(t.Text, ":") && len(t.Text) > 1 && !t.QuotedWithin(0, 1):
		return render.Keyword(t.Text[1:]), nil
	case err == nil && position >= 0 && (t.Plain() || t.IsNumber()):
		return position, nil
	case !t.Plain():
		return t.Text, nil
	}
	return nil, errNoStep
}

// errNoStep says that a bare word is no step of a path.
var errNoStep = errors.New("is no step of a path")

// maxCorrected is how long a line may be that is shown as it should be typed.
const maxCorrected = 80

// noStep says what to type instead of a bare word: most likely it is a program, if it
// stands right behind the bar, or a keyword.
func (l *line) noStep(ts []scan.Token, t scan.Token) error {
	if t.Start != ts[0].Start || strings.TrimLeft(t.Text, "-:") != t.Text {
		return fmt.Errorf("%s %w after |; type a keyword such as :node or a position such as 0, jq 'PROGRAM' or ! PROGRAM, or quote '|' to mean the text", t.Text, errNoStep)
	}
	before, program := l.text[:t.Start], l.text[t.Start:ts[len(ts)-1].End]
	if len(before)+len(program) > maxCorrected || strings.Contains(before, "\n") {
		before = "… | "
	}
	return fmt.Errorf("%s %w after |; a program stands behind !: type %s! %s; a keyword is :%s; quote '|' to mean the text", t.Text, errNoStep, strings.TrimLeft(before, " \t"), program, t.Text)
}

// apart is keywords that were written as one, as words of their own.
func apart(keywords string) string {
	return strings.TrimSpace(strings.ReplaceAll(keywords, ":", " :"))
}

// jqStage reads a jq program for the JSON form of each result; each of its
// outputs is a result, and with -r its strings are printed as they are.
func jqStage(ts []scan.Token) (Stage, error) {
	raw := slices.IndexFunc(ts, func(t scan.Token) bool { return t.Is("-r") || t.Is("--raw-output") })
	if raw >= 0 {
		ts = slices.Delete(slices.Clone(ts), raw, raw+1)
	}
	if len(ts) != 1 {
		return Stage{}, errors.New("jq wants one program, in quotes, as in | jq '.node.value'; -r alone may stand beside it")
	}
	program, err := textOf(ts[0])
	if err != nil {
		return Stage{}, err
	}
	code, err := function.CompileJQ(program)
	if err != nil {
		return Stage{}, fmt.Errorf("jq %w", err)
	}
	return Stage{JQ: code, Raw: raw >= 0}, nil
}

// argv reads a program and its arguments.
func (l *line) argv(ts []scan.Token) ([]string, error) {
	l.noteProgram(ts)
	if l.NoExec {
		return nil, fmt.Errorf("! %w", ErrNoExec)
	}
	argv, err := textsOf(ts)
	if err != nil {
		return nil, err
	}
	if len(argv) == 0 || argv[0] == "" {
		return nil, errors.New("the name of a program is missing, as in ! sort")
	}
	return argv, nil
}
