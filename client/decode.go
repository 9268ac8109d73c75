package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// notAnswer says that a complete body is no answer of etcd's.
type notAnswer struct{ what string }

func (n *notAnswer) Error() string { return n.what }

// errEmpty says that an answer came that says nothing.
var errEmpty = errors.New("its answer was empty")

// decodeResponse reads an answer: one about one key in one piece, any other token by
// token, since a listing of 100,000 keys is not to be in memory twice. A body that ends
// too early is io.ErrUnexpectedEOF, or errEmpty when it never began; a body that is none
// of etcd's is a *notAnswer, and one that takes more memory than limit, in bytes,
// ErrTooLarge.
func decodeResponse(body io.Reader, limit int64) (*Response, error) {
	one, body := readOne(body, limit)
	if one != nil {
		return one, nil
	}
	return decodeTokens(body, limit)
}

// decodeTokens is decodeResponse for any answer.
func decodeTokens(body io.Reader, limit int64) (*Response, error) {
	var r Response
	err := decodeAnswer(body, limit, &r.Action, func(d *decoder, f field) (err error) {
		to := &r.Node
		if f == fieldPrevNode {
			to = &r.PrevNode
		}
		*to, err = d.node()
		return err
	})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// decodeAnswer reads an answer, whose nodes node reads: fieldNode or fieldPrevNode.
func decodeAnswer(body io.Reader, limit int64, action *string, node func(*decoder, field) error) error {
	source := &bodyReader{body: body}
	d := newDecoder(source, limit)
	defer d.release()
	hasNode := false
	err := d.object(func(f field) (err error) {
		switch f {
		case fieldAction:
			*action, err = d.text()
		case fieldNode, fieldPrevNode:
			hasNode = hasNode || f == fieldNode
			err = node(d, f)
		default:
			err = d.SkipValue()
		}
		return err
	})
	if err == nil {
		err = d.end()
	}
	switch {
	case source.err != nil:
		return source.err
	case err == nil && (*action == "" || !hasNode):
		return &notAnswer{"its answer has no action and no node"}
	case errors.As(err, new(*jsontext.SyntacticError)) && !errors.Is(err, io.ErrUnexpectedEOF):
		return &notAnswer{"its answer is not the JSON that etcd sends"}
	case errors.Is(err, io.EOF) && source.n == 0:
		return errEmpty
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return err
}

// object calls read with each field of the next object; read reads its value.
func (d *decoder) object(read func(field) error) error {
	if err := d.open('{'); err != nil {
		return err
	}
	var seen field
	for d.PeekKind() != '}' {
		name, err := d.ReadValue()
		if err != nil {
			return err
		}
		f := fieldOf(name)
		if seen&f != 0 {
			return &notAnswer{fmt.Sprintf("its answer has the field %s twice in one object", name)}
		}
		seen |= f
		if err := read(f); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func (d *decoder) open(kind jsontext.Kind) error {
	token, err := d.ReadToken()
	if err == nil && token.Kind() != kind {
		return &notAnswer{fmt.Sprintf("its answer has %s where etcd sends %s", token.Kind(), kind)}
	}
	return err
}

// end expects that nothing follows the answer.
func (d *decoder) end() error {
	switch _, err := d.ReadToken(); {
	case err == io.EOF:
		return nil
	case err == nil:
		return &notAnswer{"its answer goes on after its end"}
	default:
		return err
	}
}

func (d *decoder) node() (*Node, error) {
	if err := d.take(nodeSize); err != nil {
		return nil, err
	}
	s := d.storage()
	n := &s.node
	err := d.object(func(f field) (err error) {
		switch f {
		case fieldKey:
			s.key, err = d.packed()
			n.Key = &s.key
		case fieldValue:
			s.value, err = d.packed()
			n.Value = &s.value
		case fieldModifiedIndex:
			s.modified, err = d.unsigned()
			n.ModifiedIndex = &s.modified
		case fieldCreatedIndex:
			s.created, err = d.unsigned()
			n.CreatedIndex = &s.created
		case fieldDir:
			n.Dir, err = d.boolean()
		case fieldNodes:
			n.Nodes, err = d.nodes()
		case fieldTTL:
			n.TTL, err = d.signed()
		case fieldExpiration:
			n.Expiration, err = d.time()
		default:
			err = d.SkipValue()
		}
		return err
	})
	return n, err
}

func (d *decoder) nodes() ([]*Node, error) {
	if err := d.open('['); err != nil {
		return nil, err
	}
	var nodes []*Node
	for d.PeekKind() != ']' {
		n, err := d.node()
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	_, err := d.ReadToken()
	return nodes, err
}

// text reads a string.
func (d *decoder) text() (string, error) {
	text, err := d.unquoted()
	return string(text), err
}

// unquoted gives the bytes of the string that comes next; they hold until the
// one after it is read.
func (d *decoder) unquoted() ([]byte, error) {
	quoted, err := d.value('"')
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(quoted, '\\') >= 0 {
		return jsontext.AppendUnquote(nil, quoted)
	}
	return quoted[1 : len(quoted)-1], nil
}

func (d *decoder) unsigned() (uint64, error) {
	text, err := d.value('0')
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		return 0, &notAnswer{fmt.Sprintf("its answer has %s where etcd sends an index", text)}
	}
	return n, nil
}

func (d *decoder) signed() (*int64, error) {
	text, err := d.value('0')
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return nil, &notAnswer{fmt.Sprintf("its answer has %s where etcd sends a number of seconds", text)}
	}
	return &n, nil
}

func (d *decoder) time() (*time.Time, error) {
	text, err := d.text()
	if err != nil {
		return nil, err
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return nil, &notAnswer{fmt.Sprintf("its answer has %q where etcd sends a time", text)}
	}
	return &t, nil
}

func (d *decoder) boolean() (bool, error) {
	token, err := d.ReadToken()
	if err != nil {
		return false, err
	}
	if k := token.Kind(); k != 't' && k != 'f' {
		return false, &notAnswer{fmt.Sprintf("its answer has %s where etcd sends true or false", k)}
	}
	return token.Bool(), nil
}

// value reads the next value, which must be of the kind.
func (d *decoder) value(kind jsontext.Kind) (jsontext.Value, error) {
	v, err := d.ReadValue()
	if err == nil && v.Kind() != kind {
		return nil, &notAnswer{fmt.Sprintf("its answer has %s where etcd sends %s", v.Kind(), kind)}
	}
	return v, err
}
