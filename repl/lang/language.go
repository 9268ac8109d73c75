package lang

import "etcd2sh/repl/lang/scan"

// Language is what a line is read by. It is a value: it never changes.
type Language struct {
	Commands *Table
	NoExec   bool // nothing may start a program
}

// Parse makes a statement of a command whose words are known, with the scope's
// values in the place of variables. Its errors are usage errors.
func (l Language) Parse(sc *scan.Scanner, scope *Scope) (Statement, error) {
	text := string(sc.Text)
	if err := checkText(text); err != nil {
		return Statement{}, err
	}
	words, err := sc.Split()
	if err != nil {
		return Statement{}, &UsageError{Message: err.Error()}
	}
	ts, err := tokens(words)
	if err != nil {
		return Statement{}, err
	}
	if ts, err = scope.expand(ts); err != nil {
		return Statement{}, err
	}
	st, err := (&line{l, text}).whole(ts)
	if err != nil {
		return Statement{}, withComment(err, sc)
	}
	return st, nil
}

// Literal makes a statement of a command in which nothing stands for anything
// else: a variable in it is an error, and so is a program.
func (l Language) Literal(sc *scan.Scanner) (Statement, error) {
	text := string(sc.Text)
	if err := checkText(text); err != nil {
		return Statement{}, err
	}
	ts, err := tokens(sc.Words)
	if err != nil {
		return Statement{}, err
	}
	l.NoExec = true
	return (&line{l, text}).statement(ts)
}

func tokens(words []scan.Word) ([]scan.Token, error) {
	ts, at, err := scan.Tokens(words)
	if err != nil {
		return nil, Locate(&UsageError{Message: err.Error()}, at)
	}
	return ts, nil
}
