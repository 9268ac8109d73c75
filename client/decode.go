package client

import (
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

// decodeResponse reads an answer token by token: a listing of 100,000 keys is
// never in memory twice. A body that ends too early is io.ErrUnexpectedEOF; a
// body that is none of etcd's is a *notAnswer.
func decodeResponse(body io.Reader) (*Response, error) {
	source := &bodyReader{body: body}
	d := decoder{jsontext.NewDecoder(source)}
	var r Response
	err := d.object(func(name string) (err error) {
		switch name {
		case `"action"`:
			r.Action, err = d.text()
		case `"node"`:
			r.Node, err = d.node()
		case `"prevNode"`:
			r.PrevNode, err = d.node()
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
		return nil, source.err
	case err == nil && (r.Action == "" || r.Node == nil):
		return nil, &notAnswer{"its answer has no action and no node"}
	case errors.As(err, new(*jsontext.SyntacticError)) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &notAnswer{"its answer is not the JSON that etcd sends"}
	case errors.Is(err, io.EOF):
		return nil, io.ErrUnexpectedEOF
	}
	return &r, err
}

// bodyReader keeps the error of a body, which the decoder would dress up.
type bodyReader struct {
	body io.Reader
	err  error
}

func (b *bodyReader) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

type decoder struct{ *jsontext.Decoder }

// object calls field with each name, still quoted, of the next object; field
// reads the value.
func (d decoder) object(field func(name string) error) error {
	if err := d.open('{'); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadValue()
		if err != nil {
			return err
		}
		if err := field(fieldName(name)); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// fieldName gives the names that etcd uses without an allocation.
func fieldName(quoted jsontext.Value) string {
	for _, name := range [...]string{
		`"key"`, `"value"`, `"modifiedIndex"`, `"createdIndex"`, `"dir"`, `"nodes"`,
		`"ttl"`, `"expiration"`, `"action"`, `"node"`, `"prevNode"`,
	} {
		if string(quoted) == name {
			return name
		}
	}
	return ""
}

func (d decoder) open(kind jsontext.Kind) error {
	token, err := d.ReadToken()
	if err == nil && token.Kind() != kind {
		return &notAnswer{fmt.Sprintf("its answer has %s where etcd sends %s", token.Kind(), kind)}
	}
	return err
}

// end expects that nothing follows the answer.
func (d decoder) end() error {
	switch _, err := d.ReadToken(); {
	case err == io.EOF:
		return nil
	case err == nil:
		return &notAnswer{"its answer goes on after its end"}
	default:
		return err
	}
}

// storage holds a node and what it points to: one allocation for each node,
// beside those of its texts.
type storage struct {
	node              Node
	key, value        string
	modified, created uint64
}

func (d decoder) node() (*Node, error) {
	s := &storage{}
	n := &s.node
	err := d.object(func(name string) (err error) {
		switch name {
		case `"key"`:
			s.key, err = d.text()
			n.Key = &s.key
		case `"value"`:
			s.value, err = d.text()
			n.Value = &s.value
		case `"modifiedIndex"`:
			s.modified, err = d.unsigned()
			n.ModifiedIndex = &s.modified
		case `"createdIndex"`:
			s.created, err = d.unsigned()
			n.CreatedIndex = &s.created
		case `"dir"`:
			n.Dir, err = d.boolean()
		case `"nodes"`:
			n.Nodes, err = d.nodes()
		case `"ttl"`:
			n.TTL, err = d.signed()
		case `"expiration"`:
			n.Expiration, err = d.time()
		default:
			err = d.SkipValue()
		}
		return err
	})
	return n, err
}

func (d decoder) nodes() ([]*Node, error) {
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

func (d decoder) text() (string, error) {
	quoted, err := d.value('"')
	if err != nil {
		return "", err
	}
	for _, b := range quoted {
		if b == '\\' {
			text, err := jsontext.AppendUnquote(nil, quoted)
			return string(text), err
		}
	}
	return string(quoted[1 : len(quoted)-1]), nil
}

func (d decoder) unsigned() (uint64, error) {
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

func (d decoder) signed() (*int64, error) {
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

func (d decoder) time() (*time.Time, error) {
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

func (d decoder) boolean() (bool, error) {
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
func (d decoder) value(kind jsontext.Kind) (jsontext.Value, error) {
	v, err := d.ReadValue()
	if err == nil && v.Kind() != kind {
		return nil, &notAnswer{fmt.Sprintf("its answer has %s where etcd sends %s", v.Kind(), kind)}
	}
	return v, err
}
