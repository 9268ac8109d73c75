// Package script reads commands from a stream of lines, one at a time, and
// keeps where each of them stands. Start with [NewReader]. It runs none.
package script

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sort"
	"strings"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// Source is where a script's commands come from.
type Source struct {
	Name   string // as errors call it: the file's name, "stdin" or "-c"; "" for one command, which is not to be looked for
	Reader io.Reader
}

// Reader gives commands, one at a time.
type Reader struct {
	Name string
	Line int // lines read so far
	// Read gives the next line, without its newline, of a command as far as it
	// was read.
	Read func(ctx context.Context, c *Lines) (string, error)

	lines     *LineReader // where Read reads; nil where that is not known
	converted bool        // it is a dump whose line ends became CR LF
}

// DumpComment begins the first line of a dump. Dumps have no CR at their ends of
// lines.
const DumpComment = "# etcd2sh dump "

// Lines is one command as it was read, perhaps from several lines.
type Lines struct {
	*scan.Scanner
	Line   int   // where it begins
	Starts []int // where in its text each of its lines begins

	quotedCR bool // a line ends with CR LF within a quote
}

// NewReader reads the commands of a script. idle is called before a read that may
// have to wait.
func NewReader(s Source, idle func()) *Reader {
	return ReaderOf(s.Name, &LineReader{R: bufio.NewReaderSize(s.Reader, 64<<10), Idle: idle})
}

// ReaderOf reads commands from lines that were begun to be read; name is what
// errors call them.
func ReaderOf(name string, lines *LineReader) *Reader {
	return &Reader{Name: name, lines: lines, Read: func(ctx context.Context, _ *Lines) (string, error) { return lines.Read(ctx) }}
}

// Next reads a whole command: lines are added while a quote or a bracket is
// open or a backslash ends the line. At the end of the input it is io.EOF, or
// a usage error that names the line where something open began.
func (s *Reader) Next(ctx context.Context) (*Lines, error) {
	c := &Lines{Scanner: scan.NewScanner(), Line: s.Line + 1}
	for {
		line, err := s.Read(ctx, c)
		switch {
		case ctx.Err() != nil && err != io.EOF: // at its end there is nothing to interrupt
			return c, ctx.Err()
		case err == io.EOF && len(c.Starts) > 0:
			_, at := c.Open()
			return c, lang.Locate(&lang.UsageError{Message: c.unfinished(s.Line)}, at)
		case err == io.EOF || errors.Is(err, ErrInterrupt) || errors.Is(err, ErrAnew):
			return c, err
		case err != nil:
			return c, &InputError{err}
		}
		if s.add(c, line) {
			return c, s.check(c)
		}
		if len(c.Text) > maxLine {
			return c, &InputError{errLongLine}
		}
	}
}

// add reads one more line of a command, and reports whether that is whole.
func (s *Reader) add(c *Lines, line string) (whole bool) {
	s.Line++
	if s.Line == 1 {
		line = strings.TrimPrefix(line, "\uFEFF")
	}
	if len(c.Starts) == 0 && strings.HasPrefix(line, DumpComment) {
		s.converted = strings.HasSuffix(line, "\r")
	}
	if whole = c.add(line); whole {
		c.Finish()
	}
	return whole
}

// Buffered gives the command, or the empty line or comment, that Next would give without
// a read: one on a line that has been read already. ok is false where there is none, or
// where the command is not whole or wrong; then Next gives it.
func (s *Reader) Buffered() (c *Lines, ok bool) {
	if s.lines == nil {
		return nil, false
	}
	line, ok := s.lines.peek()
	if !ok {
		return nil, false
	}
	before := *s
	c = &Lines{Scanner: scan.NewScanner(), Line: s.Line + 1}
	if !s.add(c, string(line[:len(line)-1])) || s.check(c) != nil {
		*s = before
		return nil, false
	}
	s.lines.R.Discard(len(line)) // which are buffered
	return c, true
}

// Commands gives the commands that are left, without empty lines and comments, to the
// end of the input. It goes on behind an error as [Reader.Next] does.
func (s *Reader) Commands(ctx context.Context) iter.Seq2[*Lines, error] {
	return func(yield func(*Lines, error) bool) {
		for {
			c, err := s.Next(ctx)
			switch {
			case err == io.EOF, err != nil && !yield(c, err):
				return
			case err == nil && len(c.Words) > 0 && !yield(c, nil):
				return
			}
		}
	}
}

// check refuses what an editor that turned every LF into CR LF made of a value: it
// may have had some of the CRs before.
func (s *Reader) check(c *Lines) error {
	if !s.converted || !c.quotedCR {
		return nil
	}
	return lang.Locate(&lang.UsageError{Message: "the ends of this dump's lines were turned into CR LF, and those within this value with them; turn them back, as dos2unix does"}, 0)
}

// unfinished says what the end of the input came too early for.
func (c *Lines) unfinished(last int) string {
	what, at := c.Open()
	if what == "" {
		return fmt.Sprintf("the backslash at the end of line %d joins it to a next line, and there is none", last)
	}
	return fmt.Sprintf("the %s that was opened on line %d is never closed", what, c.lineAt(at))
}

// add reads one more line, without its newline, and reports whether the
// command is whole. A CR at its end is part of the line's end, unless it is
// quoted.
func (c *Lines) add(line string) (whole bool) {
	c.Starts = append(c.Starts, len(c.Text))
	body, hadCR := strings.CutSuffix(line, "\r")
	c.Feed(body)
	switch {
	case c.Unescape():
		return false
	case hadCR && c.Quoting():
		c.Feed("\r")
		c.quotedCR = true
	}
	if what, _ := c.Open(); what == "" {
		return true
	}
	c.Feed("\n")
	return false
}

// lineAt gives the line on which a byte of the command stands.
func (c *Lines) lineAt(at int) int {
	return c.Line + sort.SearchInts(c.Starts, at+1) - 1
}

// InputError says that commands could not be read any more.
type InputError struct{ Err error }

func (e *InputError) Error() string { return fmt.Sprintf("the commands cannot be read: %v", e.Err) }

// Unwrap gives the reader's error.
func (e *InputError) Unwrap() error { return e.Err }

// ExitStatus is that of an unreadable file.
func (e *InputError) ExitStatus() int { return lang.StatusUsage }
