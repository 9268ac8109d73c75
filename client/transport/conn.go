package transport

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"time"
)

const (
	maxHead        = 1 << 20 // bytes of the status line and the headers of an answer, interim answers included
	maxInterim     = 16      // 1xx answers before the real one
	maxFirstBytes  = 64      // kept of an answer that is not HTTP
	lateAnswerTime = time.Second
)

var errHead = errors.New("the head of the answer is larger than 1 MiB")

// conn is one connection. It has one user at a time.
type conn struct {
	route     route
	socket    *countingConn
	peek      *peek         // at the socket
	conn      net.Conn      // the socket, or TLS on it
	handshake *handshake    // of the TLS; nil without it
	r         *bufio.Reader // reads the conn
	left      int64         // bytes that may still be read before the head is too large
	used      bool          // an answer has been read on it
	stop      func() bool   // unbinds it from its user's context; nil when it is not bound

	ahead      bytes.Buffer // requests that a Pipeline has sent ahead, whose answers are on the way
	unanswered int          // how many
}

// countingConn counts the bytes that the kernel took. Below TLS it counts a
// record that was sent in part, too.
type countingConn struct {
	net.Conn
	wrote int
}

func (s *countingConn) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	s.wrote += n
	return n, err
}

// Read reads from the connection, but not past the largest head.
func (c *conn) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, errHead
	}
	n, err := c.conn.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

// bind closes the socket when ctx ends, which ends whatever is waiting for
// it. This serves deadlines too.
func (c *conn) bind(ctx context.Context) {
	if ctx.Done() != nil {
		c.stop = context.AfterFunc(ctx, func() { c.socket.Close() }) // an abandoned connection has no error to report
	}
}

// unbind ends that. It reports whether the connection was left alone.
func (c *conn) unbind() bool {
	stop := c.stop
	c.stop = nil // an idle connection must not keep the last request's context alive
	return stop == nil || stop()
}

// close closes the socket at once, without the close_notify of TLS: the peer is
// told the length of every message, so a cut cannot deceive it.
func (c *conn) close() {
	c.unbind()
	c.socket.Close() // nothing is outstanding on it: an error has no meaning for anybody
}

// causeOf is err, or the end of ctx where that was its cause. The dialer
// keeps the deadline by itself, and may do so before the context's timer.
func causeOf(ctx context.Context, err error) error {
	end := ctx.Err()
	if deadline, ok := ctx.Deadline(); end == nil && ok && !time.Now().Before(deadline) {
		end = context.DeadlineExceeded
	}
	if end == nil || errors.Is(err, end) {
		return err
	}
	return end
}

// roundTrip writes what is to be sent, if anything is, and reads the head of the answer
// to req.
func (c *conn) roundTrip(req *http.Request, wire []byte) (*http.Response, error) {
	if len(wire) == 0 {
		return c.readHead(req)
	}
	before := c.socket.wrote
	_, err := c.conn.Write(wire)
	if err == nil {
		return c.readHead(req)
	}
	if c.socket.wrote == before {
		return nil, err
	}
	// A server that refuses a large body answers before it has read all of it
	// and closes the connection. That answer may be here already.
	if late := c.socket.SetReadDeadline(time.Now().Add(lateAnswerTime)); late != nil {
		return nil, err
	}
	resp, late := c.readHead(req)
	if late != nil {
		return nil, err
	}
	resp.Close = true
	return resp, nil
}

// readHead reads the status line and the headers of the answer to req.
// Interim answers are skipped.
func (c *conn) readHead(req *http.Request) (*http.Response, error) {
	c.left = maxHead
	for range maxInterim {
		if err := c.checkHTTP(); err != nil {
			return nil, err
		}
		resp, err := http.ReadResponse(c.r, req)
		if err != nil && c.left == 0 {
			return nil, errHead // a line that is cut short may look malformed
		}
		if err != nil {
			return nil, err
		}
		interim := resp.StatusCode >= 100 && resp.StatusCode <= 199
		if !interim || resp.StatusCode == http.StatusSwitchingProtocols {
			c.left = math.MaxInt64
			return resp, nil
		}
	}
	return nil, fmt.Errorf("more than %d interim answers", maxInterim)
}

// checkHTTP looks at the first bytes of an answer, as soon as they are there.
func (c *conn) checkHTTP() error {
	const want = "HTTP/"
	for i := range len(want) {
		got, err := c.r.Peek(i + 1)
		if err == io.EOF {
			return fmt.Errorf("the server closed the connection without an answer: %w", io.ErrUnexpectedEOF)
		}
		if err != nil {
			return err
		}
		if got[i] != want[i] {
			first, _ := c.r.Peek(min(c.r.Buffered(), maxFirstBytes)) // buffered, so there is nothing to fail
			return &NotHTTP{First: bytes.Clone(first)}
		}
	}
	return nil
}
