package repl

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// Source is where a script's commands come from.
type Source struct {
	Name   string // as errors call it: the file's name, "stdin" or "-c"
	Reader io.Reader
}

// Input gives the lines that a person types.
type Input interface {
	// ReadLine shows the prompt and gives the next line without its end; a
	// paste may hold several. The error is io.EOF at the end, ErrInterrupt
	// when the line was dropped with Ctrl-C, or the context's.
	ReadLine(ctx context.Context, prompt string) (string, error)
	// Ask shows a question and gives the line that answers it. What was typed
	// at a terminal before the question was shown is no answer. Its errors are
	// those of ReadLine.
	Ask(ctx context.Context, question string) (string, error)
}

// ErrInterrupt says that a person dropped the line with Ctrl-C.
var ErrInterrupt = errors.New("interrupted")

// source gives commands, one at a time.
type source struct {
	name string
	line int // lines read so far
	// read gives the next line, without its newline, of a command as far as it
	// was read.
	read func(ctx context.Context, c *command) (string, error)
}

// command is one command as it was read, perhaps from several lines.
type command struct {
	*scan.Scanner
	line   int   // where it begins
	starts []int // where in its text each of its lines begins
}

// newScript is the source of a script. idle is called before a read that may
// have to wait.
func newScript(s Source, idle func()) *source {
	return sourceOf(s.Name, &lineReader{r: bufio.NewReaderSize(s.Reader, 64<<10), idle: idle})
}

func sourceOf(name string, lines *lineReader) *source {
	return &source{name: name, read: func(ctx context.Context, _ *command) (string, error) { return lines.read(ctx) }}
}

// next reads a whole command: lines are added while a quote or a bracket is
// open or a backslash ends the line. At the end of the input it is io.EOF, or
// a usage error that names the line where something open began.
func (s *source) next(ctx context.Context) (*command, error) {
	c := &command{Scanner: scan.NewScanner(), line: s.line + 1}
	for {
		line, err := s.read(ctx, c)
		switch {
		case ctx.Err() != nil:
			return c, ctx.Err()
		case err == io.EOF && len(c.starts) > 0:
			_, at := c.Open()
			return c, metAt(&UsageError{Message: c.unfinished(s.line)}, at)
		case err == io.EOF || errors.Is(err, ErrInterrupt):
			return c, err
		case err != nil:
			return c, &InputError{err}
		}
		s.line++
		if s.line == 1 {
			line = strings.TrimPrefix(line, "\uFEFF")
		}
		if c.add(line) {
			c.Finish()
			return c, nil
		}
		if len(c.Text) > maxLine {
			return c, &InputError{errLongLine}
		}
	}
}

// unfinished says what the end of the input came too early for.
func (c *command) unfinished(last int) string {
	what, at := c.Open()
	if what == "" {
		return fmt.Sprintf("the backslash at the end of line %d joins it to a next line, and there is none", last)
	}
	return fmt.Sprintf("the %s that was opened on line %d is never closed", what, c.lineAt(at))
}

// add reads one more line, without its newline, and reports whether the
// command is whole. A CR at its end is part of the line's end, unless it is
// quoted.
func (c *command) add(line string) (whole bool) {
	c.starts = append(c.starts, len(c.Text))
	body, hadCR := strings.CutSuffix(line, "\r")
	c.Feed(body)
	switch {
	case c.Unescape():
		return false
	case hadCR && c.Quoting():
		c.Feed("\r")
	}
	if what, _ := c.Open(); what == "" {
		return true
	}
	c.Feed("\n")
	return false
}

// lineAt gives the line on which a byte of the command stands.
func (c *command) lineAt(at int) int {
	return c.line + sort.SearchInts(c.starts, at+1) - 1
}

// lineReader reads lines of any length and gives up waiting when the context
// ends. A line that comes later is kept for the next read.
type lineReader struct {
	r       *bufio.Reader
	idle    func() // called before a read that may have to wait
	pending chan readLine
	noEnd   bool // the line that was read last has no newline, so it is the last
}

type readLine struct {
	text string
	err  error
}

// read gives the next line without its newline; the last one may lack it.
func (l *lineReader) read(ctx context.Context) (string, error) {
	if l.pending == nil && l.buffered() {
		return l.result(l.take())
	}
	l.idle()
	if l.pending == nil {
		l.pending = make(chan readLine, 1)
		go func(c chan readLine) { c <- l.take() }(l.pending)
	}
	select {
	case line := <-l.pending:
		l.pending = nil
		return l.result(line)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// buffered reports whether a whole line has been read ahead.
func (l *lineReader) buffered() bool {
	ahead, err := l.r.Peek(l.r.Buffered())
	return err == nil && bytes.IndexByte(ahead, '\n') >= 0
}

// maxLine bounds a line, in bytes: more than any value that etcd takes, and less
// than the memory that the words of it take.
const maxLine = 32 << 20

var errLongLine = fmt.Errorf("a line is longer than %d MiB", maxLine>>20)

func (l *lineReader) take() readLine {
	var text []byte
	for {
		part, err := l.r.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case len(text) > maxLine:
			return readLine{"", errLongLine}
		case !errors.Is(err, bufio.ErrBufferFull):
			return readLine{string(text), err}
		}
	}
}

func (l *lineReader) result(line readLine) (string, error) {
	switch {
	case line.err == nil:
		return line.text[:len(line.text)-1], nil
	case errors.Is(line.err, io.EOF) && line.text != "":
		l.noEnd = true
		return line.text, nil
	}
	return "", line.err
}

// PlainInput reads lines as they come, for a terminal that cannot edit them.
type PlainInput struct {
	lines  lineReader
	prompt io.Writer
}

// NewPlainInput makes a PlainInput that shows its prompts on w.
func NewPlainInput(r io.Reader, w io.Writer) *PlainInput {
	return &PlainInput{lineReader{r: bufio.NewReader(r), idle: func() {}}, w}
}

// ReadLine is an [Input]'s. An interrupted read is the context's error.
func (p *PlainInput) ReadLine(ctx context.Context, prompt string) (string, error) {
	if _, err := io.WriteString(p.prompt, prompt); err != nil {
		return "", err
	}
	return p.lines.read(ctx)
}

// Ask is an [Input]'s. What comes through a pipe was meant for the question.
func (p *PlainInput) Ask(ctx context.Context, question string) (string, error) {
	return p.ReadLine(ctx, question)
}
