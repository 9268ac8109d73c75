package transport

import (
	"io"
	"net/http"
	"sync/atomic"
)

// body is the body of an answer. It owns the connection until its end.
type body struct {
	t     *Transport
	c     *conn
	req   *http.Request // whose context ends the body
	src   io.Reader     // as http.ReadResponse made it
	keep  bool          // the connection can serve another request
	err   error         // what the last Read said, once it is an error
	ended atomic.Bool   // the connection is no longer ours
}

// Read gives io.ErrUnexpectedEOF when the answer is cut short, and the error
// of the request's context when that has ended.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.ended.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	n, err := b.src.Read(p)
	if err != nil {
		b.end(err == io.EOF)
		if err != io.EOF {
			err = causeOf(b.req.Context(), err)
		}
		b.err = err
	}
	return n, err
}

// Close gives the connection up if the end of the body has not been read. It
// may be called twice, and while a Read is waiting, which it ends.
func (b *body) Close() error {
	b.end(false)
	return nil
}

// end parts with the connection, once: to the idle ones, if the whole answer
// was read and nothing follows it.
func (b *body) end(whole bool) {
	if !b.ended.CompareAndSwap(false, true) {
		return
	}
	if whole && b.keep && b.c.r.Buffered() == 0 && b.c.unbind() {
		b.t.put(b.c)
		return
	}
	b.c.close()
}
