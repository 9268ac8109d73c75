package client

import (
	"encoding/binary"
	"io"
)

// recordSize is what the record of a node takes in bytes at most, beside its key, its
// value and its children; childSize is what each of those takes there.
const recordSize, childSize = 128, binary.MaxVarintLen64

// listingDecoder reads an answer into a Listing.
type listingDecoder struct {
	*decoder
	texts    *texts
	children []position // of the directories that are being read, the outermost's first
}

// decodeListing reads an answer as [decodeResponse] does, with the same errors.
func decodeListing(body io.Reader, limit int64) (*Listing, error) {
	one, body := readOne(body, limit)
	if one != nil {
		return &Listing{Action: one.Action, one: one}, nil
	}
	l := &Listing{node: nowhere, prevNode: nowhere}
	err := decodeAnswer(body, limit, &l.Action, func(d *decoder, f field) (err error) {
		to := &l.node
		if f == fieldPrevNode {
			to = &l.prevNode
		}
		own := listingDecoder{decoder: d, texts: &l.texts}
		*to, err = own.node()
		return err
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// node reads a node, and puts its record after those of its children.
func (d *listingDecoder) node() (position, error) {
	if err := d.take(recordSize); err != nil {
		return nowhere, err
	}
	var r record
	siblings := len(d.children)
	err := d.object(func(f field) error { return d.field(&r, f) })
	if err != nil {
		return nowhere, err
	}
	children := d.children[siblings:]
	d.children = d.children[:siblings]
	at, piece := d.texts.room(recordSize + childSize*len(children))
	*piece = r.append(*piece, at, children)
	return at, nil
}

func (d *listingDecoder) field(r *record, f field) (err error) {
	has := true
	switch f {
	case fieldKey:
		r.key, err = d.text()
	case fieldValue:
		r.value, err = d.text()
	case fieldModifiedIndex:
		r.modified, err = d.unsigned()
	case fieldCreatedIndex:
		r.created, err = d.unsigned()
	case fieldDir:
		has, err = d.boolean()
	case fieldNodes:
		has, err = false, d.nodes() // it has them if there are any
	case fieldTTL:
		r.ttl, err = into(d.signed())
	case fieldExpiration:
		r.expiration, err = into(d.time())
	default:
		has, err = false, d.SkipValue()
	}
	if has {
		r.has |= f
	}
	return err
}

// nodes reads the children of a directory.
func (d *listingDecoder) nodes() error {
	if err := d.open('['); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		child, err := d.node()
		if err != nil {
			return err
		}
		if err := d.take(childSize); err != nil {
			return err
		}
		d.children = append(d.children, child)
	}
	_, err := d.ReadToken()
	return err
}

// text reads a string and keeps it.
func (d *listingDecoder) text() (text, error) {
	quoted, err := d.value('"')
	if err == nil {
		err = d.take(int64(len(quoted)))
	}
	if err != nil {
		return text{}, err
	}
	return d.texts.putQuoted(quoted)
}

// into is what a pointer points to, if there is one.
func into[T any](v *T, err error) (was T, _ error) {
	if v != nil {
		was = *v
	}
	return was, err
}
