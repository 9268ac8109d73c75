package dump

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"etcd2sh/client/tree"
	"etcd2sh/repl/lang"

	"olympos.io/encoding/edn"
)

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
