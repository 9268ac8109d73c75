package dump

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/repl/file"

	"github.com/go-json-experiment/json/jsontext"
)

// document is a file that is one JSON object and no dump, of which records are
// made: an answer of etcd's, as curl and etcdctl print it, or an object of names
// and values. It is read whole.
type document struct {
	decoder *jsontext.Decoder
	text    []byte
	line    int // that of the byte at counted
	counted int64
	records []Record
	root    string
}

// isDocument reports whether a file that begins with the name of a member is one:
// the lines of a dump begin with what a record or a header has.
func isDocument(name string) bool {
	return name != "" && name != "dump" && !slices.Contains(recordFields, name)
}

// longestName is how far the name of the first member is looked for.
const longestName = 4096

// memberName gives the name of an object's first member, without waiting for more
// of the file than that; "" when there is none.
func memberName(in *bufio.Reader) string {
	for n := 4; n <= longestName; n++ {
		ahead, err := in.Peek(n)
		d := jsontext.NewDecoder(bytes.NewReader(bytes.TrimPrefix(ahead, []byte(byteOrderMark))))
		_, _ = d.ReadToken() // the opening bracket
		if name, failed := d.ReadToken(); failed == nil && name.Kind() == '"' {
			return name.String()
		}
		if err != nil {
			break
		}
	}
	return ""
}

// documentRecords gives the records of a document. As nothing in it says how much
// there should be, it is checked whole before the first.
func (r *Reader) documentRecords(in io.Reader) func(context.Context) (Record, error) {
	var d *document
	return func(ctx context.Context) (Record, error) {
		if d == nil {
			text, err := file.UntilDone(ctx, func() ([]byte, error) { return io.ReadAll(in) })
			if err != nil {
				return Record{}, r.at(ctx, 1, 0, inputError(err))
			}
			d = &document{text: bytes.TrimPrefix(text, []byte(byteOrderMark)), line: 1, root: "/"}
			if err := d.read(); err != nil {
				return Record{}, r.at(ctx, d.lineNow(), 0, err)
			}
			r.root, r.hasHeader = d.root, true
			for _, record := range d.records {
				if err := r.checkKey(record.Key); err != nil {
					return Record{}, r.at(ctx, record.Line, 0, err)
				}
			}
		}
		if len(d.records) == 0 {
			return Record{}, io.EOF
		}
		first := d.records[0]
		d.records = d.records[1:]
		return first, nil
	}
}

// lineNow is the line that the decoder has come to.
func (d *document) lineNow() int {
	if d.decoder == nil {
		return 1
	}
	now := min(d.decoder.InputOffset(), int64(len(d.text)))
	d.line += bytes.Count(d.text[d.counted:now], []byte("\n"))
	d.counted = now
	return d.line
}

// read reads the whole.
func (d *document) read() error {
	d.decoder = jsontext.NewDecoder(bytes.NewReader(d.text))
	read := func() error { return d.directory("/") }
	if answers(d.text) {
		read = d.answer
	}
	if err := read(); err != nil {
		return notWhole(err)
	}
	if _, err := d.decoder.ReadToken(); err != io.EOF {
		return cmp.Or(err, errors.New("something follows the object"))
	}
	return nil
}

// answers reports whether a document is an answer of etcd's: an object with an
// object as its node, and nothing that an answer has not.
func answers(text []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	found := false
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil || !slices.Contains([]string{"action", "node", "prevNode"}, name.String()) {
			return false
		}
		found = found || name.String() == "node" && d.PeekKind() == '{'
		if d.SkipValue() != nil {
			return false
		}
	}
	return found
}

// notWhole says of what a document's end is missing that it is.
func notWhole(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the object has no end: the file was cut off")
	}
	return err
}

// answer reads an answer of etcd's.
func (d *document) answer() error {
	return d.object(func(name string) error {
		if name == "node" {
			return d.node(true)
		}
		return d.decoder.SkipValue()
	})
}

// object reads an object, whose members each reads.
func (d *document) object(each func(name string) error) error {
	open, err := d.decoder.ReadToken()
	if err != nil {
		return err
	}
	if open.Kind() != '{' {
		return fmt.Errorf("%s stands where an object should", open)
	}
	for d.decoder.PeekKind() != '}' {
		name, err := d.decoder.ReadToken()
		if err != nil {
			return err
		}
		if err := each(name.String()); err != nil {
			return err
		}
	}
	_, err = d.decoder.ReadToken()
	return err
}

// node reads a node of an answer with all that is in it. Its record stands before
// those of what is in it. The root, which alone has no key, has none.
func (d *document) node(top bool) error {
	at := len(d.records)
	record := Record{Key: "/", Line: d.lineNow()}
	d.records = append(d.records, record)
	dir := false
	err := d.object(func(name string) error {
		switch name {
		case "nodes":
			return d.array(func() error { return d.node(false) })
		case "key", "value", "dir", "ttl":
			v, err := jsonField(d.decoder)
			if err != nil {
				return err
			}
			return record.set(name, v, &dir)
		}
		return d.decoder.SkipValue()
	})
	switch {
	case err != nil:
		return err
	case record.Key == "/" && !top:
		return errors.New("a node in a directory has no key")
	case dir == (record.Value != nil):
		return fmt.Errorf("the node %s is no file and no directory of etcd's", record.Key)
	}
	if top {
		d.root = record.Key
	}
	d.records[at] = record
	if record.Key == "/" {
		d.records = slices.Delete(d.records, at, at+1)
	}
	return nil
}

// set takes one member of a node.
func (r *Record) set(name string, v any, dir *bool) error {
	ok := true
	switch name {
	case "key":
		r.Key, ok = v.(string)
	case "dir":
		*dir, ok = v.(bool)
	case "value":
		var value string
		if value, ok = v.(string); ok {
			r.Value = &value
		}
	case "ttl":
		var seconds uint64
		if seconds, ok = wholeNumber(v); ok {
			r.TTL = new(min(max(seconds, 1), client.MaxTTL))
		}
	}
	if !ok {
		return fmt.Errorf("%s of a node is not what etcd sends: %v", name, v)
	}
	return nil
}

// array reads an array, each element of which each reads.
func (d *document) array(each func() error) error {
	if _, err := d.decoder.ReadToken(); err != nil {
		return err
	}
	for d.decoder.PeekKind() != ']' && d.decoder.PeekKind() != 0 {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := d.decoder.ReadToken()
	return err
}

// directory reads an object of names and values: a string is a value, an object
// or null a directory, and anything else the value that is its text.
func (d *document) directory(key string) error {
	return d.object(func(name string) error {
		below := strings.TrimSuffix(key, "/") + "/" + name
		if name == "" || strings.Contains(name, "/") {
			return fmt.Errorf("%q names no element of a key", name)
		}
		record := Record{Key: below, Line: d.lineNow()}
		switch d.decoder.PeekKind() {
		case '{':
			d.records = append(d.records, record)
			return d.directory(below)
		case 'n':
			d.records = append(d.records, record)
			return d.decoder.SkipValue()
		case '"':
			v, err := jsonField(d.decoder)
			if text, ok := v.(string); ok {
				record.Value = &text
			}
			d.records = append(d.records, record)
			return err
		}
		v, err := d.decoder.ReadValue()
		record.Value = new(string(v))
		d.records = append(d.records, record)
		return err
	})
}
