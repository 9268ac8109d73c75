package dump

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
	"etcd2sh/repl/lang/script"
)

func headerComment(line *bytes.Buffer, h Header, records int) {
	line.WriteString(script.DumpComment)
	dataLine(line, render.EDN, h.data(records))
}

// recordCommand writes a command that makes what the record says.
func recordCommand(line *bytes.Buffer, r Record) {
	if r.Altered() {
		line.WriteString("# The next key or its value holds U+FFFD, which may stand for bytes that are not UTF-8.\n")
	}
	if r.IsDir() {
		line.WriteString("mkdir! ")
		writeQuoted(line, r.Key)
	} else {
		line.WriteString("reset! ")
		writeQuoted(line, r.Key)
		line.WriteByte(' ')
		writeQuoted(line, *r.Value)
	}
	if r.TTL != nil {
		line.WriteString(" --ttl " + strconv.FormatUint(*r.TTL, 10))
	}
	line.WriteByte('\n')
}

func writeQuoted(line *bytes.Buffer, text string) {
	line.WriteByte('"')
	line.WriteString(scan.Double.Within(text))
	line.WriteByte('"')
}

// commandRecords reads records that are commands.
func (r *Reader) commandRecords() func(context.Context) (Record, error) {
	commands := script.ReaderOf(r.name, r.lines)
	begun := false // a record was read
	return func(ctx context.Context) (Record, error) {
		for {
			c, err := commands.Next(ctx)
			if err != nil {
				return Record{}, r.at(ctx, c.Line, 0, err)
			}
			if len(c.Words) == 0 {
				if err := r.readComment(c, begun); err != nil {
					return Record{}, r.at(ctx, c.Line, 0, err)
				}
				continue
			}
			begun = true
			record, err := r.readCommand(c)
			if err != nil {
				line, column := script.Place{Name: r.name, Lines: c}.Met(err)
				return Record{}, r.at(ctx, line, column, err)
			}
			record.Line = c.Line
			return record, nil
		}
	}
}

// readComment reads the header of a dump, which is a comment before all records.
func (r *Reader) readComment(c *script.Lines, late bool) error {
	header, ok := strings.CutPrefix(string(c.Text), script.DumpComment)
	switch {
	case !ok:
		return nil
	case late, r.hasHeader:
		return errors.New("another dump begins here; load one at a time")
	}
	f, err := ednFields(header)
	if err != nil {
		return err
	}
	return r.readHeader(f)
}

// readCommand reads one command. It is only taken for what it says about a key
// when it is one that dump writes.
func (r *Reader) readCommand(c *script.Lines) (Record, error) {
	if name := c.Words[0].Text; name != "reset!" && name != "mkdir!" {
		return Record{}, fmt.Errorf("%s is none of the commands of a dump, reset! and mkdir!; source runs any", lang.Shorten(name))
	}
	st, err := lang.Language{Commands: r.commands}.Literal(c.Scanner)
	if err != nil {
		return Record{}, err
	}
	if len(st.Stages) > 0 {
		return Record{}, errors.New("nothing follows a command of a dump; source runs any command")
	}
	return r.callRecord(st.Call)
}

// callRecord gives the record that a call makes when it is run.
func (r *Reader) callRecord(call lang.Call) (Record, error) {
	record := Record{TTL: call.OptionUint("ttl")}
	if given := len(call.OptionNames()); given > 1 || given == 1 && record.TTL == nil {
		return record, errors.New("a command of a dump has no option but --ttl; source runs any command")
	}
	key := call.KeyPath(0)
	if !key.Absolute {
		return record, errors.New("a key of a dump begins with /; source runs any command")
	}
	if call.Has(1) {
		record.Value = new(call.String(1))
	}
	var err error
	if record.Key, err = key.From("/"); err != nil {
		return record, err
	}
	return record, r.checkKey(record.Key)
}
