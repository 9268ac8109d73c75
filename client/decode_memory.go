package client

import (
	"bufio"
	"io"
	"strings"
	"sync"
	"time"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	decodeLarge = 16 << 10 // bytes after which a body is read in larger pieces
	decodePiece = 64 << 10 // the size of those
	decodeNodes = 31       // nodes that share an allocation, at most: as many as fit into 4 KiB
	decodeTexts = 4 << 10  // bytes of keys and values that do, at most
	decodeShort = 512      // bytes of one of them, at most
)

// nodeSize is about what a node takes in bytes beside its key and value: itself, a
// ttl, and its place in the list that it is in, which grows by doubling.
const nodeSize = int64(unsafe.Sizeof(storage{}) + unsafe.Sizeof(time.Time{}) + 4*unsafe.Sizeof(uintptr(0)))

// alwaysTaken is how much memory in bytes an answer may take whatever the limit, so
// that a small limit on its length does not rule out the nodes of a short one.
const alwaysTaken = 1 << 20

// decoder reads one answer. It takes memory for many nodes of a listing at a
// time, so a node that is kept alive keeps up to decodeNodes others, and a short
// text of one up to decodeTexts bytes of others'.
type decoder struct {
	*jsontext.Decoder
	left      int64 // bytes of memory that the rest may take
	nodesMade int
	room      []storage       // for the next nodes
	texts     strings.Builder // the last short texts, one after the other
}

// storage holds a node and what it points to.
type storage struct {
	node              Node
	key, value        string
	modified, created uint64
}

// jsonDecoders keeps decoders for their buffers.
var jsonDecoders = sync.Pool{New: func() any { return new(jsontext.Decoder) }}

// newDecoder makes a decoder whose answer takes about limit bytes at most.
func newDecoder(r io.Reader, limit int64) *decoder {
	d := &decoder{Decoder: jsonDecoders.Get().(*jsontext.Decoder), left: max(limit, alwaysTaken)}
	// Names that come twice are looked for among the fields that matter.
	d.Reset(r, jsontext.AllowDuplicateNames(true))
	return d
}

// release gives the buffer to the next answer.
func (d *decoder) release() {
	d.Reset(strings.NewReader(""))
	jsonDecoders.Put(d.Decoder)
}

// take counts memory before it is taken.
func (d *decoder) take(bytes int64) error {
	if d.left -= bytes; d.left < 0 {
		return ErrTooLarge
	}
	return nil
}

// storage gives room for a node: alone for the first ones, then among as many
// as there are already.
func (d *decoder) storage() *storage {
	if len(d.room) == 0 {
		d.room = make([]storage, min(max(d.nodesMade, 1), decodeNodes))
	}
	s := &d.room[0]
	d.room = d.room[1:]
	d.nodesMade++
	return s
}

// packed is text for keys and values, which are many and mostly short.
func (d *decoder) packed() (string, error) {
	text, err := d.unquoted()
	if err == nil {
		err = d.take(int64(len(text)))
	}
	switch {
	case err != nil:
		return "", err
	case len(text) > decodeShort:
		return string(text), nil
	}
	if room := d.texts.Cap() - d.texts.Len(); room < len(text) {
		next := min(2*d.texts.Cap(), decodeTexts)
		d.texts.Reset() // what it made keeps its memory
		d.texts.Grow(max(next, len(text)))
	}
	start := d.texts.Len()
	d.texts.Write(text)
	return d.texts.String()[start:], nil
}

// bodyReader reads a body, in large pieces once it turns out to be large, and
// keeps its error, which the decoder would dress up.
type bodyReader struct {
	body io.Reader
	n    int // bytes read, up to decodeLarge
	err  error
}

func (b *bodyReader) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if b.n < decodeLarge {
		if b.n += n; b.n >= decodeLarge {
			b.body = bufio.NewReaderSize(b.body, decodePiece)
		}
	}
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}
