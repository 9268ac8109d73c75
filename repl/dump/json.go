package dump

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

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

// jsonColumn gives the column of an error of JSON's syntax; 0 when it is unknown.
func jsonColumn(line string, err error) int {
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) || syntax.ByteOffset > int64(len(line)) {
		return 0
	}
	return utf8.RuneCountInString(line[:syntax.ByteOffset]) + 1
}
