package dump

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// commandReader reads the commands that dump writes.
func (rr *recordReader) commandReader(in *bufio.Reader) func(context.Context) (FileRecord, error) {
	lines := &script.LineReader{R: in, Idle: func() {}}
	src := script.ReaderOf(rr.name, lines)
	begun := false // a record was read
	return func(ctx context.Context) (FileRecord, error) {
		for {
			c, err := src.Next(ctx)
			if err != nil {
				return FileRecord{}, rr.broken(ctx, c.Line, 0, err)
			}
			if len(c.Words) == 0 {
				if err := rr.comment(c, begun); err != nil {
					return FileRecord{}, rr.broken(ctx, c.Line, 0, err)
				}
				continue
			}
			begun = true
			r, err := rr.command(c)
			if err != nil {
				line, column := script.Place{Name: rr.name, Command: c}.Met(err)
				return FileRecord{}, rr.broken(ctx, line, column, err)
			}
			return FileRecord{r, c.Line, lines.NoEnd}, nil
		}
	}
}

// comment reads the header of a dump, which is a comment before all records.
func (rr *recordReader) comment(c *script.Command, late bool) error {
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
func (rr *recordReader) command(c *script.Command) (Record, error) {
	if name := c.Words[0].Text; name != "reset!" && name != "mkdir!" {
		return Record{}, fmt.Errorf("%s is none of the commands of a dump, reset! and mkdir!; source runs any", lang.Shorten(name))
	}
	st, err := lang.Language{Commands: rr.commands}.Literal(c.Scanner)
	if err != nil {
		return Record{}, err
	}
	if len(st.Stages) > 0 {
		return Record{}, errors.New("nothing follows a command of a dump; source runs any command")
	}
	return rr.made(st.Call)
}

// made gives the record that a command makes when it is run.
func (rr *recordReader) made(call lang.Call) (Record, error) {
	r := Record{ttl: call.OptionUint("ttl")}
	if given := len(call.OptionNames()); given > 1 || given == 1 && r.ttl == nil {
		return r, errors.New("a command of a dump has no option but --ttl; source runs any command")
	}
	key := call.KeyPath(0)
	if !key.Absolute {
		return r, errors.New("a key of a dump begins with /; source runs any command")
	}
	if call.Has(1) {
		r.Value = new(call.String(1))
	}
	var err error
	if r.Key, err = key.From("/"); err != nil {
		return r, err
	}
	return r, rr.within(r.Key)
}
