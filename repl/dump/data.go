package dump

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// data is a record as data, in both forms that are data.
func (r Record) data() render.Map {
	m := render.Map{{Key: render.Keyword("key"), Value: r.Key}}
	if r.IsDir() {
		m = append(m, render.Entry{Key: render.Keyword("dir"), Value: true})
	} else {
		m = append(m, render.Entry{Key: render.Keyword("value"), Value: *r.Value})
	}
	if r.TTL != nil {
		m = append(m, render.Entry{Key: render.Keyword("ttl"), Value: *r.TTL})
	}
	if r.Expiration != nil {
		m = append(m, render.Entry{Key: render.Keyword("expiration"), Value: r.Expiration.UTC().Format(time.RFC3339Nano)})
	}
	if r.Altered() {
		m = append(m, render.Entry{Key: render.Keyword("altered"), Value: true})
	}
	return m
}

// fields are the members of a JSON object, or the entries of an EDN map whose
// keys are keywords.
type fields map[string]any

// dataRecords reads records that are a line each, of which parse makes fields:
// nil of a line without any.
func (r *Reader) dataRecords(parse func(line string) (fields, error)) func(context.Context) (Record, error) {
	number, begun := 0, false
	return func(ctx context.Context) (Record, error) {
		for {
			number++
			line, err := r.lines.Read(ctx)
			if err != nil {
				return Record{}, r.at(ctx, number, 0, inputError(err))
			}
			if number == 1 {
				line = strings.TrimPrefix(line, byteOrderMark)
			}
			if strings.Trim(line, " \t\r") == "" {
				continue
			}
			f, err := parse(line)
			switch {
			case err != nil:
				return Record{}, r.at(ctx, number, jsonColumn(line, err), err)
			case f == nil:
				continue
			}
			if isHeader := !begun && f["dump"] != nil; isHeader {
				begun = true
				if err := r.readHeader(f); err != nil {
					return Record{}, r.at(ctx, number, 0, err)
				}
				continue
			}
			begun = true
			record, err := r.fieldsRecord(f)
			if err != nil {
				return Record{}, r.at(ctx, number, 0, err)
			}
			record.Line = number
			return record, nil
		}
	}
}

// inputError tells the failure of the input from its end.
func inputError(err error) error {
	if err == io.EOF {
		return err
	}
	return &script.InputError{Err: err}
}

// recordFields are what a record may have; what is read from etcd alone means
// nothing to a load.
var recordFields = []string{"key", "value", "dir", "ttl", "expiration", "altered"}

// fieldsRecord makes a record of its fields.
func (r *Reader) fieldsRecord(f fields) (Record, error) {
	var record Record
	for name := range f {
		if !slices.Contains(recordFields, name) {
			return record, fmt.Errorf("a record has no %s; it has %s", lang.Shorten(name), strings.Join(recordFields, ", "))
		}
	}
	key, ok := f["key"].(string)
	if !ok {
		return record, errors.New("key is missing, or no string")
	}
	record.Key = key
	value, isFile := f["value"].(string)
	if isFile {
		record.Value = &value
	}
	if dir, _ := f["dir"].(bool); dir == (f["value"] != nil) || isFile != (f["value"] != nil) {
		return record, errors.New("a record has either a string as its value, or dir, which is true")
	}
	if f["ttl"] != nil {
		seconds, ok := wholeNumber(f["ttl"])
		if !ok {
			return record, fmt.Errorf("ttl wants a whole number of seconds, not %v", f["ttl"])
		}
		record.TTL = &seconds
	}
	return record, r.checkKey(record.Key)
}

// wholeNumber reads a number as JSON or EDN gives it.
func wholeNumber(v any) (n uint64, ok bool) {
	switch v := v.(type) {
	case int64:
		return uint64(v), v >= 0
	case float64:
		return uint64(v), v >= 0 && v < 1<<53 && v == float64(uint64(v))
	}
	return 0, false
}
