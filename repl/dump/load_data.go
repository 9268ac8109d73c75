package dump

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"etcd2sh/client/tree"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"

	"github.com/go-json-experiment/json/jsontext"
	"olympos.io/encoding/edn"
)

// fields are the members of a JSON object, or the entries of an EDN map whose
// keys are keywords.
type fields map[string]any

// dataReader reads records that are a line each.
func (rr *recordReader) dataReader(in *bufio.Reader, parse func(line string) (fields, error)) func(context.Context) (FileRecord, error) {
	lines := script.LineReader{R: in, Idle: func() {}}
	number, begun := 0, false
	return func(ctx context.Context) (FileRecord, error) {
		for {
			number++
			line, err := lines.Read(ctx)
			if err != nil {
				return FileRecord{}, rr.broken(ctx, number, 0, ended(err))
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
				return FileRecord{}, rr.broken(ctx, number, column(line, err), err)
			case f == nil:
				continue
			}
			isHeader := !begun && f["dump"] != nil
			begun = true
			r, err := rr.record(f, isHeader)
			switch {
			case err != nil:
				return FileRecord{}, rr.broken(ctx, number, 0, err)
			case !isHeader:
				return FileRecord{r, number, lines.NoEnd}, nil
			}
		}
	}
}

// ended tells the end of the input from its failure.
func ended(err error) error {
	if err == io.EOF {
		return err
	}
	return &script.InputError{Err: err}
}

// header learns which key the dump is of.
func (rr *recordReader) header(f fields) error {
	root, ok := f["dump"].(string)
	if !ok {
		return errors.New("the header does not say with dump which key the dump is of")
	}
	if err := rr.within(root); err != nil {
		return err
	}
	rr.Root, rr.begun = root, true
	if f["records"] == nil {
		return nil
	}
	n, ok := wholeNumber(f["records"])
	if !ok {
		return fmt.Errorf("records in the header wants a whole number, not %v", f["records"])
	}
	rr.want = int(n)
	return nil
}

// recordFields are what a record may have; what is read from etcd alone means
// nothing to a load.
var recordFields = []string{"key", "value", "dir", "ttl", "expiration", "altered"}

// record makes a record of its fields; of a header it makes none, but heeds it.
func (rr *recordReader) record(f fields, isHeader bool) (Record, error) {
	var r Record
	if isHeader {
		return r, rr.header(f)
	}
	for name := range f {
		if !slices.Contains(recordFields, name) {
			return r, fmt.Errorf("a record has no %s; it has %s", lang.Shorten(name), strings.Join(recordFields, ", "))
		}
	}
	key, ok := f["key"].(string)
	if !ok {
		return r, errors.New("key is missing, or no string")
	}
	r.Key = key
	value, isFile := f["value"].(string)
	if isFile {
		r.Value = &value
	}
	if dir, _ := f["dir"].(bool); dir == (f["value"] != nil) || isFile != (f["value"] != nil) {
		return r, errors.New("a record has either a string as its value, or dir, which is true")
	}
	if f["ttl"] != nil {
		seconds, err := wholeSeconds(f["ttl"])
		if err != nil {
			return r, err
		}
		r.ttl = &seconds
	}
	return r, rr.within(r.Key)
}

// wholeSeconds reads a ttl.
func wholeSeconds(v any) (uint64, error) {
	n, ok := wholeNumber(v)
	if !ok {
		return 0, fmt.Errorf("ttl wants a whole number of seconds, not %v", v)
	}
	return n, nil
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

// jsonFields reads a JSON object. An object or an array in it stays as it is.
func jsonFields(line string) (fields, error) {
	d := jsontext.NewDecoder(strings.NewReader(line))
	switch open, err := d.ReadToken(); {
	case err != nil && err != io.EOF:
		return nil, err
	case err == io.EOF, open.Kind() != '{':
		return nil, errors.New("a record is a JSON object")
	}
	f := make(fields)
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		field := name.String()
		if f[field], err = jsonField(d); err != nil {
			return nil, err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, cmp.Or(err, errors.New("something follows the object on its line"))
	}
	return f, nil
}

// jsonField reads the value of one field.
func jsonField(d *jsontext.Decoder) (any, error) {
	if kind := d.PeekKind(); kind == '{' || kind == '[' {
		v, err := d.ReadValue()
		return v.Clone(), err
	}
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case '0':
		n, err := token.Float()
		if err != nil {
			err = fmt.Errorf("%s is too large a number", token)
		}
		return n, err
	case '"':
		return token.String(), nil
	}
	return token.Bool(), nil
}

// ednFields reads an EDN map; nil, if there is nothing on the line but a comment.
func ednFields(line string) (fields, error) {
	if !utf8.ValidString(line) {
		return nil, errors.New("the line is not UTF-8")
	}
	shape := lang.ShapeOf(line)
	if shape.Depth > 1 || shape.Tagged {
		return nil, errors.New("a record is one map, of keywords to strings, numbers and true")
	}
	d := edn.NewDecoder(strings.NewReader(line))
	var m map[edn.Keyword]any
	switch err := d.Decode(&m); {
	case err == io.EOF:
		return nil, nil
	case err != nil:
		return nil, err
	}
	if err := d.Decode(new(any)); err != io.EOF {
		return nil, errors.New("something follows the map on its line")
	}
	if shape.Keywords > len(m) {
		return nil, errors.New("a record has each of its keywords once, and none as a value")
	}
	f := make(fields, len(m))
	for k, v := range m {
		if text, ok := v.(string); ok && tree.Altered(text) && !showsAltered(line) {
			return nil, fmt.Errorf("%s has an escape that is half a character; write the character itself", k)
		}
		f[string(k)] = v
	}
	return f, nil
}

// showsAltered reports whether a line of EDN has the replacement character, as
// it is or escaped.
func showsAltered(line string) bool {
	return tree.Altered(line) || strings.Contains(strings.ToLower(line), `\ufffd`)
}

// column gives the column of an error of JSON's syntax; 0 when it is unknown.
func column(line string, err error) int {
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) || syntax.ByteOffset > int64(len(line)) {
		return 0
	}
	return utf8.RuneCountInString(line[:syntax.ByteOffset]) + 1
}
