package client

import (
	"context"
	"io"
	"net/http"
)

// Text reads what a server answers at a path that is not about keys, as /metrics, up to
// a mebibyte.
func (c *Client) Text(ctx context.Context, path string) (string, error) {
	r, err := c.jsonRequest(http.MethodGet, path, nil)
	if err != nil {
		return "", err
	}
	var text []byte
	err = c.do(ctx, r, func(resp *http.Response) error {
		text, err = io.ReadAll(io.LimitReader(resp.Body, maxPlain+1))
		if err == nil && len(text) > maxPlain {
			err = ErrTooLarge
		}
		return err
	})
	return string(text), err
}
