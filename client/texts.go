package client

import "strings"

// texts are texts one after the other in pieces of memory, which never move.
type texts struct {
	pieces []string
	filled int             // which of them is being filled
	last   strings.Builder // what is in that
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
	nowhere      = ^position(0)
	byteInPiece  = textsPiece - 1
)

// put adds a text.
func (t *texts) put(s []byte) position {
	if len(s) >= textsAlone {
		t.pieces = append(t.pieces, string(s))
		return position(len(t.pieces)-1) << positionBits
	}
	if t.last.Cap()-t.last.Len() <= len(s) { // an empty text has a position, too
		next := min(max(2*t.last.Cap(), textsSmall), textsPiece)
		t.last.Reset() // what it made keeps its memory
		t.last.Grow(max(next, len(s)+1))
		t.filled = len(t.pieces)
		t.pieces = append(t.pieces, "")
	}
	at := position(t.filled)<<positionBits | position(t.last.Len())
	t.last.Write(s)
	t.pieces[t.filled] = t.last.String()
	return at
}

// from gives a text and what follows it in its piece.
func (t *texts) from(at position) string { return t.pieces[at>>positionBits][at&byteInPiece:] }

func (t *texts) at(s text) string { return t.from(s.at)[:s.length] }

// name is the last element of the key of a node whose record is there; the root's,
// which has no key, is /.
func (t *texts) name(at position) string {
	rest := fields(t.from(at))
	if field(rest[0])&fieldKey == 0 {
		return "/"
	}
	rest = rest[1:]
	key := t.at(rest.text())
	return key[strings.LastIndexByte(key, '/')+1:]
}
