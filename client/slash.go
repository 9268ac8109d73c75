package client

import (
	"context"
	"net/http"
	"strings"
)

// doKey sends a request about a key by do. etcd holds the raw path against the
// patterns of roles, so that a role for /rkt/* may read /rkt/ and not /rkt: what
// is about a directory and was refused for want of a right, which did nothing,
// is asked once more with a slash. r becomes the request that was answered.
func (c *Client) doKey(ctx context.Context, r *request, read func(*http.Response) error) error {
	err := c.do(ctx, *r, read)
	if !r.directory || strings.HasSuffix(r.path, "/") || !Refused(err, ErrUnauthorized) {
		return err
	}
	*r = r.withSlash()
	return c.do(ctx, *r, read)
}

// withSlash is the same request with a slash at the end of its path.
func (r request) withSlash() request {
	r.path += "/"
	r.escaped += "/"
	return r
}
