package repl

import (
	"context"
	"io"
	"iter"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
	"etcd2sh/repl/lang/script"
)

// MaxAhead is the most that [Shell.Ahead] may be.
const MaxAhead = 64

// lookahead gives the commands of a script in their turn, and has the plain reads go out
// before theirs that lie in the input's buffer behind the command whose turn it is. It
// looks no further than the first command that is anything else, so nothing that a read
// depends on changes before its turn.
type lookahead struct {
	sh    *Shell
	src   *script.Reader
	reads *eval.Ahead
	queue []command // those that were read before their turn
}

// command is a command of a script.
type command struct {
	*script.Lines
	read *lang.Statement // parsed already, since it may be a plain read; or nil
}

func (sh *Shell) lookahead(src *script.Reader) *lookahead {
	return &lookahead{sh: sh, src: src, reads: sh.Session.Ahead(sh.Ahead)}
}

// commands is as [script.Reader.Commands].
func (l *lookahead) commands(ctx context.Context) iter.Seq2[command, error] {
	return func(yield func(command, error) bool) {
		for {
			c, err := l.next(ctx)
			switch {
			case err == io.EOF, err != nil && !yield(c, err):
				return
			case err == nil && len(c.Words) > 0 && !yield(c, nil):
				return
			}
		}
	}
}

func (l *lookahead) next(ctx context.Context) (command, error) {
	if len(l.queue) == 0 {
		c, err := l.src.Next(ctx)
		return command{Lines: c}, err
	}
	c := l.queue[0]
	l.queue = l.queue[1:]
	if err := ctx.Err(); err != nil { // as if it had not been read yet
		return command{Lines: &script.Lines{Scanner: scan.NewScanner(), Line: c.Line}}, err
	}
	return c, nil
}

// run runs a command.
func (l *lookahead) run(ctx context.Context, at script.Place, c command) error {
	st, err := lang.Statement{}, error(nil)
	if c.read != nil {
		st = *c.read
	} else {
		st, err = l.sh.Session.Parse(c.Scanner)
	}
	if l.reads.Leads(st) {
		l.look()
	} else {
		l.reads.Drop() // there is none, but one from before this command must never be taken
	}
	return l.sh.carryOut(ctx, l.reads.Frame(), at, st, err)
}

// look has the reads go out that are next, once half of those before them are answered:
// many go in one piece.
func (l *lookahead) look() {
	ahead := max(l.reads.Unanswered()-1, 0) // in the queue, behind the command whose turn it is
	if ahead > l.sh.Ahead/2 {
		return
	}
	for {
		if ahead == len(l.queue) && !l.more() {
			return
		}
		if st := l.queue[ahead].read; st == nil || !l.reads.Follow(*st) {
			return
		}
		ahead++
	}
}

// more reads a command ahead, if one lies in the buffer.
func (l *lookahead) more() bool {
	for {
		lines, ok := l.src.Buffered()
		if !ok {
			return false
		}
		if len(lines.Words) == 0 {
			continue
		}
		c := command{Lines: lines}
		if l.reads.MayFollow(lines.Words[0].Text, lines.Text) {
			if st, err := l.sh.Session.Parse(lines.Scanner); err == nil {
				c.read = &st
			}
		}
		l.queue = append(l.queue, c)
		return true
	}
}
