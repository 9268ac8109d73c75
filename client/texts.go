package client

import (
	"bytes"
	"strings"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// texts are texts one after the other in pieces of memory, which never move, and
// of which no byte that is taken changes.
type texts struct {
	pieces [][]byte
	open   int // which of them takes several texts and has room, counted from 1; 0 is none yet
}

// position is where a text begins: the piece, and in its lower bits the byte there.
type position uint64

// text is a text of which the length is known, too.
type text struct {
	at     position
	length int
}

const (
	positionBits = 16
	textsPiece   = 1 << positionBits // bytes of a piece that has several texts, at most
	textsAlone   = textsPiece / 8    // bytes of a text from which on it has a piece to itself
	textsSmall   = 1 << 9            // bytes of the first piece
	byteInPiece  = textsPiece - 1
	nowhere      = ^position(0)
)

// put adds a text.
func (t *texts) put(s []byte) text {
	at, piece := t.room(len(s))
	*piece = append(*piece, s...)
	return text{at, len(s)}
}

// putQuoted adds a text that is a string of JSON.
func (t *texts) putQuoted(quoted []byte) (text, error) {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return t.put(quoted[1 : len(quoted)-1]), nil
	}
	at, piece := t.room(len(quoted)) // it is longer than the text
	before := len(*piece)
	all, err := jsontext.AppendUnquote(*piece, quoted)
	*piece = all
	return text{at, len(all) - before}, err
}

// room gives the piece that has room for a text of so many bytes, and where it will be.
func (t *texts) room(n int) (position, *[]byte) {
	at := t.open - 1
	switch {
	case n >= textsAlone:
		at = t.add(n)
	case at < 0:
		at = t.add(max(textsSmall, n+1))
		t.open = at + 1
	case cap(t.pieces[at])-len(t.pieces[at]) <= n: // an empty text has a position, too
		at = t.add(max(min(2*cap(t.pieces[at]), textsPiece), n+1))
		t.open = at + 1
	}
	piece := &t.pieces[at]
	return position(at)<<positionBits | position(len(*piece)), piece
}

// add adds a piece of so many bytes, and tells which it is.
func (t *texts) add(size int) int {
	t.pieces = append(t.pieces, make([]byte, 0, size))
	return len(t.pieces) - 1
}

// from gives a text and what follows it in its piece.
func (t *texts) from(at position) string {
	rest := t.pieces[at>>positionBits][at&byteInPiece:]
	return unsafe.String(unsafe.SliceData(rest), len(rest))
}

func (t *texts) at(s text) string { return t.from(s.at)[:s.length] }

// contain reports whether a text stands in any of them, or where one meets the next.
func (t *texts) contain(s string) bool {
	for _, piece := range t.pieces {
		if bytes.Contains(piece, []byte(s)) {
			return true
		}
	}
	return false
}

// name is the last element of the key of a node whose record is there; the root's,
// which has no key, is /.
func (t *texts) name(at position) string {
	rest := fields(t.from(at))
	if field(rest[0])&fieldKey == 0 {
		return "/"
	}
	rest = rest[1:]
	key := t.at(rest.text(at))
	return key[strings.LastIndexByte(key, '/')+1:]
}
