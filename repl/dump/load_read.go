package dump

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// recordReader reads the records of a dump, one at a time.
type recordReader struct {
	commands *lang.Table // declares what a dump in commands form is made of
	name     string      // as errors call the file
	Root     string      // the key that the dump is of; the root when it does not say
	begun    bool        // the first line of a dump was read
	want     int         // how many records the dump says that it has; -1 when it does not say
	in       *countingReader
	next     func(ctx context.Context) (FileRecord, error)
}

// FileRecord is a record with its place in the file.
type FileRecord struct {
	Record
	line  int
	noEnd bool // its line has no newline
}

// brokenRecord says where a file stops being a dump.
type brokenRecord struct {
	file   string
	line   int // 0 where it is about the whole file
	column int // counted in characters from 1; 0 when it is not known
	err    error
}

func (b *brokenRecord) Error() string {
	switch {
	case b.line == 0:
		return fmt.Sprintf("%s %v", b.file, b.err)
	case b.column == 0:
		return fmt.Sprintf("%s:%d: %v", b.file, b.line, b.err)
	}
	return fmt.Sprintf("%s:%d:%d: %v", b.file, b.line, b.column, b.err)
}

// BrokenUsage makes a usage error of a record that cannot be read; any other
// error stays as it is.
func BrokenUsage(c lang.Call, err error) error {
	if broken := (*brokenRecord)(nil); errors.As(err, &broken) {
		return &lang.UsageError{Command: c.Command.Name, Message: broken.Error(), Usage: c.Command.Usage()}
	}
	return err
}

// countingReader counts the bytes that were read.
type countingReader struct {
	r io.Reader
	n int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// NewRecordReader finds out which form a dump has by how it begins, once it
// does. One in commands form is read by the declarations of those commands. The error is the context's.
func NewRecordReader(ctx context.Context, commands *lang.Table, name string, r io.Reader) (*recordReader, error) {
	rr := &recordReader{commands: commands, name: name, Root: "/", want: -1, in: &countingReader{r: r}}
	in := bufio.NewReaderSize(rr.in, 64<<10)
	opening, err := script.UntilDone(ctx, func() (string, error) { return openingOf(in), nil })
	switch opening {
	case `{"`, `{}`:
		rr.next = rr.dataReader(in, jsonFields)
	case `{:`:
		rr.next = rr.dataReader(in, ednFields)
	default:
		rr.next = rr.commandReader(in)
	}
	return rr, err
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

// byteOrderMark is what some editors put at the beginning of a file.
const byteOrderMark = "\uFEFF"

// All gives the records until the end of the file.
func (rr *recordReader) All(ctx context.Context, each func(FileRecord) error) error {
	for n := 0; ; n++ {
		r, err := rr.next(ctx)
		if err == io.EOF {
			return rr.complete(n)
		}
		if err == nil && r.noEnd && rr.want >= 0 {
			err = rr.cutOff(r.line, "the last line has no end, so its record is not taken")
		}
		if err == nil {
			err = each(r)
		}
		if err != nil {
			return err
		}
	}
}

// complete checks that no record is missing at the end of a dump that tells how
// many it has.
func (rr *recordReader) complete(n int) error {
	switch {
	case n == 0 && !rr.begun:
		return &brokenRecord{file: rr.name, line: 1, err: errors.New("there is nothing to load: no record, and no first line of a dump")}
	case rr.want < 0, n == rr.want:
		return nil
	}
	return rr.cutOff(0, fmt.Sprintf("says that it has %s, and has %d", lang.Plural(rr.want, "record"), n))
}

func (rr *recordReader) cutOff(line int, how string) error {
	return &brokenRecord{file: rr.name, line: line, err: errors.New(how + ": it was cut off, or edited; without :records in its first line it passes for whole")}
}

// within checks that a key is one that the store can have, and is of the tree
// that the dump is of.
func (rr *recordReader) within(key string) error {
	clean, err := client.CleanKey(key)
	switch {
	case err != nil:
		return err
	case clean != key:
		return fmt.Errorf("%q is not how a key is written in a dump; that is %q", key, clean)
	case key != rr.Root && !tree.IsBelow(key, rr.Root):
		return fmt.Errorf("%s does not belong to a dump of %s", key, rr.Root)
	}
	return nil
}

// broken gives an error its place; that the reading itself ended has none.
func (rr *recordReader) broken(ctx context.Context, line, column int, err error) error {
	var input *script.InputError
	switch {
	case ctx.Err() != nil, err == io.EOF:
		return err
	case errors.As(err, &input):
		return fmt.Errorf("%s:%d: %w", rr.name, line, input.Err)
	}
	return &brokenRecord{file: rr.name, line: line, column: column, err: err}
}
