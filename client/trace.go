package client

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"time"

	"etcd2sh/client/transport"
)

// Exchange is one HTTP request and what came of it, as [Client.Traced] tells it.
type Exchange struct {
	Endpoint string     // the URL of the server that was asked, without credentials
	User     string     // as whom; empty for nobody
	Method   string     // GET, PUT, POST or DELETE
	URL      *url.URL   // of the request, without credentials
	Form     string     // the encoded body of a PUT or a POST about a key
	JSON     string     // the body of any other; Hidden where a password may stand in it
	Key      string     // canonical; empty where the request is about no key
	Asked    url.Values // what it asks for under etcd's names, a value too

	Began  time.Time
	Sent   bool          // a byte of it may have left this machine
	Took   time.Duration // until the end of the answer, or until that was given up
	Status int           // of HTTP; 0 when no answer came
	Meta   Meta          // of the answer

	// Answer is what a success about a key said, Refusal what any refusal did. Both
	// are nil for an answer that is none of etcd's, or larger than MaxTraced.
	Answer  *Response
	Refusal *Error
	// Err is why the request was not sent, or why its answer did not come whole.
	Err error
}

// Hidden stands in an [Exchange] for what is not shown.
const Hidden = "(secret)"

// MaxTraced is the largest answer in bytes that an [Exchange] holds: it is read twice.
const MaxTraced = 64 << 10

// Traced gives the same client, which hands each HTTP request to see once its answer
// was read or given up: repeated ones, those that only make sense of an answer, and
// those that could not be sent. see is called in the goroutine that made the
// request, so by several at once where the client is used by several.
func (c *Client) Traced(see func(Exchange)) *Client {
	both := see
	if outer := c.trace; outer != nil {
		both = func(x Exchange) { outer(x); see(x) }
	}
	inner := *c
	inner.trace = both
	return &inner
}

func newExchange(e endpoint, r request) Exchange {
	x := Exchange{Endpoint: e.String(), Method: r.method, URL: e.url(r), Form: r.form, Key: r.key, Asked: r.asked, Began: time.Now()}
	if x.Asked == nil {
		x.Asked = maps.Clone(r.query) // a poll that goes on changes its own
	}
	x.User = e.name()
	if x.JSON = r.json; r.json != "" && r.hidden {
		x.JSON = Hidden
	}
	return x
}

// failed is the exchange when no answer came.
func (x Exchange) failed(err error) Exchange {
	x.Took, x.Sent = time.Since(x.Began), !errors.As(err, new(*unsent)) && !errors.As(err, new(*denied))
	x.Err = onTheWire(err)
	return x
}

// answered is the exchange when an answer was read, or a part of it.
func (x Exchange) answered(resp *http.Response, b *tracedBody) Exchange {
	x.Took, x.Sent, x.Status, x.Meta = time.Since(x.Began), true, resp.StatusCode, meta(resp)
	x.Err = onTheWire(b.err)
	switch {
	case x.Err != nil || b.size > MaxTraced:
	case x.Status/100 != 2:
		if x.Refusal = parseRefusal(b.text.Bytes()); x.Refusal != nil {
			x.Refusal.Meta, x.Refusal.User = x.Meta, x.User
		}
	case x.Key != "":
		if answer, err := decodeResponse(&b.text, MaxTraced); err == nil {
			answer.Meta = x.Meta
			x.Answer = answer
		}
	}
	return x
}

// onTheWire is an error as one tells it who looks at the wire.
func onTheWire(err error) error {
	var u *unsent
	var lost *lostAnswer
	switch {
	case errors.As(err, &u):
		err = u.err
	case errors.As(err, &lost):
		err = lost.err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCut
	}
	return inPlainWords(err)
}

// tracedBody is the body of an answer, of which the beginning is kept.
type tracedBody struct {
	body  io.ReadCloser
	limit *silence
	text  bytes.Buffer
	size  int
	err   error // why it could not be read to its end
	tell  func(*tracedBody)
}

func (b *tracedBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if b.size += n; b.size <= MaxTraced {
		b.text.Write(p[:n])
	}
	if err != nil && err != io.EOF {
		b.err = b.limit.cause(err)
	}
	return n, err
}

// Close closes the body and tells of the exchange, the first time.
func (b *tracedBody) Close() error {
	err := b.body.Close()
	if b.tell != nil {
		b.tell(b)
		b.tell = nil
	}
	return err
}

// Shown is as [transport.Shown].
func (b *tracedBody) Shown() *tls.Certificate { return transport.Shown(b.body) }

// Drop drops the body with its connection; see [transport.Drop].
func (b *tracedBody) Drop() { transport.Drop(b.body) }
