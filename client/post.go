package client

import (
	"context"
	"net/http"
)

// Post is a request of another API that the same servers speak: of etcd's v3 API, by its
// gateway. Package gateway makes them.
type Post struct {
	Path   string // as that of [Client.JSON]
	Body   any    // is sent as JSON
	Reads  bool   // it changes nothing, so that it is asked again where no answer came
	Token  string // goes as Authorization, in place of the endpoint's user; "" for none
	Secret bool   // no trace shows the body
	// Fits says of an answer that was read why it cannot be the one to this request; nil
	// takes any.
	Fits func() error
}

// Post sends a request and reads the JSON of its answer, as [Client.JSON] does, up to
// [Config]'s MaxAnswer. A refusal is an [*Error] whose Code is one of the v3 API's.
// Where it leaves open whether a write was done, it is the reason of an
// [*UnknownOutcome]. A server that does not know the path is [*NotV2], with its status.
func (c *Client) Post(ctx context.Context, p Post, answer any) error {
	r, err := c.jsonRequest(http.MethodPost, p.Path, p.Body)
	if err != nil {
		return err
	}
	r.reads, r.token, r.hidden = p.Reads, p.Token, p.Secret
	return c.do(ctx, r, func(resp *http.Response) error {
		if err := readJSONUpTo(c.maxAnswer, resp.Body, answer); err != nil || p.Fits == nil {
			return err
		}
		if err := p.Fits(); err != nil {
			return &notAnswer{err.Error()}
		}
		return nil
	})
}
