package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// commandReader reads the commands that dump writes.
func (rr *recordReader) commandReader(in *bufio.Reader) func(context.Context) (fileRecord, error) {
	lines := &lineReader{r: in, idle: func() {}}
	src := sourceOf(rr.name, lines)
	begun := false // a record was read
	return func(ctx context.Context) (fileRecord, error) {
		for {
			c, err := src.next(ctx)
			if err != nil {
				return fileRecord{}, rr.broken(ctx, c.line, 0, err)
			}
			if len(c.Words) == 0 {
				if err := rr.comment(c, begun); err != nil {
					return fileRecord{}, rr.broken(ctx, c.line, 0, err)
				}
				continue
			}
			begun = true
			r, err := rr.command(c)
			if err != nil {
				line, column := place{rr.name, c}.met(err)
				return fileRecord{}, rr.broken(ctx, line, column, err)
			}
			return fileRecord{r, c.line, lines.noEnd}, nil
		}
	}
}

// comment reads the header of a dump, which is a comment before all records.
func (rr *recordReader) comment(c *command, late bool) error {
	header, ok := strings.CutPrefix(string(c.Text), headerMark)
	switch {
	case !ok:
		return nil
	case late, rr.begun:
		return errors.New("another dump begins here; load one at a time")
	}
	f, err := ednFields(header)
	if err != nil {
		return err
	}
	return rr.header(f)
}

// command reads one command. It is only taken for what it says about a key
// when it is one that dump writes.
func (rr *recordReader) command(c *command) (record, error) {
	if name := c.Words[0].Text; name != "reset!" && name != "mkdir!" {
		return record{}, fmt.Errorf("%s is none of the commands of a dump, reset! and mkdir!; source runs any", shorten(name))
	}
	text := string(c.Text)
	if err := checkText(text); err != nil {
		return record{}, err
	}
	ts, at, err := scan.Tokens(c.Words)
	if err != nil {
		return record{}, metAt(&UsageError{Message: err.Error()}, at)
	}
	st, err := (&line{text: text, noExec: true}).statement(ts)
	if err != nil {
		return record{}, err
	}
	if len(st.stages) > 0 {
		return record{}, errors.New("nothing follows a command of a dump; source runs any command")
	}
	return rr.made(st.call)
}

// made gives the record that a command makes when it is run.
func (rr *recordReader) made(call Call) (record, error) {
	r := record{ttl: call.OptionUint("ttl")}
	if len(call.options) > 1 || len(call.options) == 1 && r.ttl == nil {
		return r, errors.New("a command of a dump has no option but --ttl; source runs any command")
	}
	key, ok := call.args[0].(keyPath)
	if !ok || !key.absolute {
		return r, errors.New("a key of a dump begins with /; source runs any command")
	}
	if call.Has(1) {
		r.value = new(call.String(1))
	}
	var err error
	if r.key, err = key.from("/"); err != nil {
		return r, err
	}
	return r, rr.within(r.key)
}
