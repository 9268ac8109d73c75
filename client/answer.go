package client

import (
	"errors"
	"io"
	"net/http"
	"strconv"
)

// decode reads the body of the answer that resp begins.
func (c *Client) decode(r request, resp *http.Response, body io.Reader) (*Response, error) {
	answer, err := decodeResponse(body, c.maxAnswer)
	if err == nil {
		err = c.accept(r, resp, answer)
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// decodeListing is decode for an answer that is kept as a Listing.
func (c *Client) decodeListing(r request, resp *http.Response, body io.Reader) (*Listing, error) {
	l, err := decodeListing(body, c.maxAnswer)
	if err != nil {
		return nil, err
	}
	answer := Response{Action: l.Action, Node: &l.Node().Node}
	if err := c.accept(r, resp, &answer); err != nil {
		return nil, err
	}
	l.Meta = answer.Meta
	return l, nil
}

// accept takes an answer for that of a request, or says why it is not. It fills in
// what the answer says beside its body.
func (c *Client) accept(r request, resp *http.Response, answer *Response) error {
	if err := r.answeredBy(answer); err != nil {
		return err
	}
	answer.Meta = meta(resp)
	c.sawIndex(answer.Meta.EtcdIndex)
	if r.wait { // the header is that of the wait's beginning
		c.sawIndex(answer.Node.ModifiedIndex)
	}
	return nil
}

// meta keeps what an answer says beside its body.
func meta(resp *http.Response) Meta {
	h := resp.Header
	m := Meta{
		Status:    resp.StatusCode,
		EtcdIndex: index(h.Get("X-Etcd-Index")),
		RaftIndex: index(h.Get("X-Raft-Index")),
		RaftTerm:  index(h.Get("X-Raft-Term")),
	}
	if id := h.Get("X-Etcd-Cluster-Id"); id != "" {
		m.ClusterID = &id
	}
	if url := h.Get("X-Leader-Peer-Url"); url != "" {
		m.Leader = &url
	}
	return m
}

// index parses a header that carries an index; anything else is absent.
func index(s string) *uint64 {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// sameCluster holds an answer's cluster id against the first that was seen,
// where there are several endpoints: one of them may be another's. A
// write that another cluster answered may have happened there.
func (c *Client) sameCluster(e endpoint, r request, resp *http.Response) error {
	id := resp.Header.Get("X-Etcd-Cluster-Id")
	if len(c.endpoints) == 1 || id == "" {
		return nil
	}
	want := c.firstCluster(id)
	if id == want {
		return nil
	}
	other := &OtherCluster{Endpoint: e.String(), ID: id, Want: want}
	if r.write() {
		return &lostAnswer{other}
	}
	return other
}

// firstCluster gives the id of the cluster that answered first, which is this one if
// none did before.
func (c *Client) firstCluster(id string) string {
	if first := c.cluster.Load(); first != nil {
		return *first
	}
	c.cluster.CompareAndSwap(nil, &id)
	return *c.cluster.Load()
}

// ErrTooLarge says that an answer was larger than Config.MaxAnswer, or would have
// taken more memory.
var ErrTooLarge = errors.New("the answer is larger than this client reads")

// cappedBody bounds what a server can make us read, and how long it may be silent.
// Its end is final: a reader may put an error off that comes with bytes, and must
// meet it again.
type cappedBody struct {
	body  io.ReadCloser
	left  int64 // -1 once there was more
	limit *silence
}

func (c *cappedBody) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p))-1 > c.left {
		p = p[:c.left+1] // the byte too many tells a body that is too large from one that just fits
	}
	n, err := c.body.Read(p)
	if n > 0 {
		c.limit.broken()
	}
	if c.left -= int64(n); c.left < 0 {
		return n - 1, ErrTooLarge
	}
	return n, err
}

func (c *cappedBody) Close() error { return c.body.Close() }
