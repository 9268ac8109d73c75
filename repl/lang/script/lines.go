package script

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// LineReader reads lines of any length and gives up waiting when the context
// ends. A line that comes later is kept for the next read.
type LineReader struct {
	R       *bufio.Reader
	Idle    func() // called before a read that may have to wait
	pending chan readLine
	NoEnd   bool // the line that was read last has no newline, so it is the last
}

type readLine struct {
	text string
	err  error
}

// Read gives the next line without its newline; the last one may lack it.
func (l *LineReader) Read(ctx context.Context) (string, error) {
	if l.NoEnd {
		return "", io.EOF
	}
	if l.buffered() {
		return l.result(l.take())
	}
	l.Idle()
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
func (l *LineReader) buffered() bool {
	_, ok := l.peek()
	return ok
}

// peek gives the next line with its newline, if all of it has been read ahead. It holds
// until the next read.
func (l *LineReader) peek() (line []byte, ok bool) {
	if l.pending != nil { // which may be read just now
		return nil, false
	}
	ahead, err := l.R.Peek(l.R.Buffered())
	end := bytes.IndexByte(ahead, '\n')
	if err != nil || end < 0 {
		return nil, false
	}
	return ahead[:end+1], true
}

// maxLine bounds a line, in bytes: more than any value that etcd takes, and less
// than the memory that the words of it take.
const maxLine = 32 << 20

var errLongLine = fmt.Errorf("a line is longer than %d MiB", maxLine>>20)

func (l *LineReader) take() readLine {
	var text []byte
	for {
		part, err := l.R.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case len(text) > maxLine:
			return readLine{"", errLongLine}
		case !errors.Is(err, bufio.ErrBufferFull):
			return readLine{string(text), err}
		}
	}
}

func (l *LineReader) result(line readLine) (string, error) {
	switch {
	case line.err == nil:
		return line.text[:len(line.text)-1], nil
	case errors.Is(line.err, io.EOF) && line.text != "":
		l.NoEnd = true
		return line.text, nil
	}
	return "", line.err
}
