package transport

import (
	"crypto/tls"
	"io"
	"net/http"
	"sync/atomic"
)

// home takes connections back.
type home interface {
	keep(*conn) // one that can serve another request, if nothing is wrong with it
	drop(*conn) // any other
}

// body is the body of an answer. It owns the connection until it is closed.
type body struct {
	home   home
	c      *conn
	req    *http.Request // whose context ends the body
	src    io.Reader     // as http.ReadResponse made it
	keep   bool          // the connection can serve another request
	whole  atomic.Bool   // the answer has been read to its end
	err    error         // what the last Read said, once it is an error
	closed atomic.Bool   // the connection is no longer ours
}

// Read gives io.ErrUnexpectedEOF when the answer is cut short, and the error
// of the request's context when that has ended.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	n, err := b.src.Read(p)
	if err == io.EOF {
		b.whole.Store(true)
	} else if err != nil {
		err = causeOf(b.req.Context(), err)
	}
	b.err = err
	return n, err
}

// Close parts with the connection: to the idle ones, if the whole answer was
// read and nothing follows it. It may be called twice, and while a Read is
// waiting, which it ends.
func (b *body) Close() error {
	b.part(b.whole.Load())
	return nil
}

// Shown is the certificate of ours that the server took.
func (b *body) Shown() *tls.Certificate {
	if h := b.c.handshake; h != nil && !h.proxy {
		return h.shown
	}
	return nil
}

// Drop closes the connection too, whatever was read.
func (b *body) Drop() { b.part(false) }

// part parts with the connection, once.
func (b *body) part(reusable bool) {
	if !b.closed.CompareAndSwap(false, true) {
		return
	}
	if reusable && b.keep {
		b.home.keep(b.c)
	} else {
		b.home.drop(b.c)
	}
}
