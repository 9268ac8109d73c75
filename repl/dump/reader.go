package dump

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// Reader reads the records of a dump. It is for one use and one goroutine.
type Reader struct {
	commands  *lang.Table // declares what a dump in the form of commands is made of
	name      string      // as errors call the file
	root      string
	hasHeader bool // the header was read
	expected  int  // how many records the header says that there are; -1 when it does not say
	in        *countingReader
	lines     *script.LineReader
	next      func(ctx context.Context) (Record, error) // io.EOF at the end
}

// NewReader makes a reader of the file of that name, which in gives. It waits
// for its beginning, because that tells the form, until ctx ends: the error is
// that of ctx. The commands declare those of a dump in the form of commands.
func NewReader(ctx context.Context, commands *lang.Table, name string, in io.Reader) (*Reader, error) {
	r := &Reader{commands: commands, name: name, root: "/", expected: -1, in: &countingReader{in: in}}
	buffered := bufio.NewReaderSize(r.in, 64<<10)
	r.lines = &script.LineReader{R: buffered, Idle: func() {}}
	begins, err := file.UntilDone(ctx, func() (beginning, error) { return r.beginningOf(buffered), nil })
	switch opening := begins.opening; {
	case begins.foreign != "":
		r.next = r.foreignRecords(begins.foreign)
	case opening == `{"` && isDocument(begins.member):
		r.next = r.documentRecords(buffered)
	case opening == `{"`, opening == `{}`:
		r.next = r.dataRecords(jsonFields)
	case opening == `{:`:
		r.next = r.dataRecords(ednFields)
	default:
		r.next = r.commandRecords()
	}
	return r, err
}

// Root is the key that the dump is of, as far as it has been read; the root
// when it does not say.
func (r *Reader) Root() string { return r.root }

// BytesRead is how much of the file has been read.
func (r *Reader) BytesRead() int { return r.in.bytes }

// Records gives the records until the end of the file. It ends with an error,
// of which it gives no record: a [SyntaxError], that of ctx, or the file's.
func (r *Reader) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for n := 0; ; n++ {
			record, err := r.next(ctx)
			if err == nil && r.lines.NoEnd && r.expected >= 0 {
				err = r.cutOff(record.Line, "the last line has no end, so its record is not taken")
			}
			if err == io.EOF {
				if err = r.checkEnd(n); err == nil {
					return
				}
			}
			if err != nil {
				yield(Record{}, err)
				return
			}
			if !yield(record, nil) {
				return
			}
		}
	}
}

// checkEnd checks that no record is missing at the end of a dump that tells how
// many it has.
func (r *Reader) checkEnd(n int) error {
	switch {
	case n == 0 && !r.hasHeader:
		return &SyntaxError{File: r.name, Line: 1, Err: errors.New("there is nothing to load: no record, and no first line of a dump")}
	case r.expected < 0, n == r.expected:
		return nil
	}
	return r.cutOff(0, fmt.Sprintf("says that it has %s, and has %d", lang.Plural(r.expected, "record"), n))
}

func (r *Reader) cutOff(line int, how string) error {
	return &SyntaxError{File: r.name, Line: line, Err: errors.New(how + ": it was cut off, or edited; without :records in its first line it passes for whole")}
}

// checkKey checks that a key is one that the store can have, and is of the tree
// that the dump is of.
func (r *Reader) checkKey(key string) error {
	clean, err := client.CleanKey(key)
	switch {
	case err != nil:
		return err
	case clean != key:
		return fmt.Errorf("%q is not how a key is written in a dump; that is %q", key, clean)
	case !tree.IsWithin(key, r.root):
		return fmt.Errorf("%s does not belong to a dump of %s", key, r.root)
	}
	return nil
}

// at gives an error its place; that the reading itself ended has none.
func (r *Reader) at(ctx context.Context, line, column int, err error) error {
	var input *script.InputError
	switch {
	case ctx.Err() != nil, err == io.EOF:
		return err
	case errors.As(err, &input):
		return fmt.Errorf("%s:%d: %w", r.name, line, input.Err)
	}
	return &SyntaxError{File: r.name, Line: line, Column: column, Err: err}
}

// byteOrderMark is what some editors put at the beginning of a file.
const byteOrderMark = "\uFEFF"

// beginning is what tells the form of a file.
type beginning struct {
	opening string // the first two characters that are not blank
	member  string // the name of an object's first member, in JSON
	foreign string // what the file is that is no dump; else ""
}

func (r *Reader) beginningOf(in *bufio.Reader) beginning {
	b := beginning{opening: openingOf(in)}
	b.foreign = r.foreign(in)
	if b.opening == `{"` {
		b.member = memberName(in)
	}
	return b
}

// openingOf gives the first two characters that are not blank.
func openingOf(in *bufio.Reader) string {
	at := 0
	if ahead, err := in.Peek(len(byteOrderMark)); err == nil && string(ahead) == byteOrderMark {
		at = len(byteOrderMark)
	}
	var found []byte
	for ; at < in.Size() && len(found) < 2; at++ {
		ahead, err := in.Peek(at + 1)
		if err != nil {
			break // the end, or what the first read will meet as well
		}
		if strings.IndexByte(" \t\r\n", ahead[at]) < 0 {
			found = append(found, ahead[at])
		}
	}
	return string(found)
}

// countingReader counts the bytes that were read.
type countingReader struct {
	in    io.Reader
	bytes int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.bytes += n
	return n, err
}
