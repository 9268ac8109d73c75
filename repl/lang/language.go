package lang

import (
	"path/filepath"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// Language is what a line is read by. It is a value: it never changes.
type Language struct {
	Commands *Table
	NoExec   bool   // nothing may start a program
	Home     string // the directory that an unquoted ~/ begins the path of a file with; or ""
}

// atHome gives the path of a file, which stands at the end of a word, with the home
// directory in the place of an unquoted ~/.
func (l Language) atHome(path scan.Token, w scan.Word) scan.Token {
	from := len(w.Text) - len(path.Text)
	if below, ok := strings.CutPrefix(path.Text, "~/"); ok && l.Home != "" && path.Form == nil && !path.Variable && !w.QuotedWithin(from, from+2) {
		path.Word = path.WithText(filepath.Join(l.Home, below))
	}
	return path
}

// Parse makes a statement of a command that was scanned whole, with the scope's
// values in the place of variables. Its errors are usage errors, located in the
// text.
func (l Language) Parse(sc *scan.Scanner, scope *Scope) (Statement, error) {
	if err := checkText(sc.Text); err != nil {
		return Statement{}, err
	}
	if err := sc.Check(); err != nil {
		return Statement{}, &UsageError{Message: err.Error()}
	}
	ts, err := tokens(sc)
	if err != nil {
		return Statement{}, err
	}
	if ts, err = scope.expand(ts); err != nil {
		return Statement{}, err
	}
	st, err := l.read(sc, ts)
	if err != nil {
		return Statement{}, withComment(err, sc)
	}
	return st, nil
}

// Literal makes a statement of a command in which nothing stands for anything
// else: a variable in it is an error, and so is a program.
func (l Language) Literal(sc *scan.Scanner) (Statement, error) {
	if err := checkText(sc.Text); err != nil {
		return Statement{}, err
	}
	ts, err := tokens(sc)
	if err != nil {
		return Statement{}, err
	}
	l.NoExec = true
	return l.read(sc, ts)
}

func (l Language) read(sc *scan.Scanner, ts []scan.Token) (Statement, error) {
	r := line{Language: l, text: string(sc.Text)}
	st := r.whole(ts)
	if r.err != nil {
		return Statement{}, r.err
	}
	return st, nil
}

func tokens(sc *scan.Scanner) ([]scan.Token, error) {
	ts, at, err := sc.Tokens()
	if err != nil {
		return nil, Locate(&UsageError{Message: err.Error()}, at)
	}
	return ts, nil
}
