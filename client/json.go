package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// authPath is what the paths of users, roles and of authentication itself begin with.
// Passwords stand in their bodies.
const authPath = "/v2/auth/"

// JSON sends a request that is not about keys, as those about members and users are,
// and reads its answer. path is not escaped; one with a part that is empty, . or ..
// is an [*Argument]. body is sent as JSON, nothing for nil; answer takes the JSON that came, which is not read for nil.
//
// What is said of requests about keys holds here, too: a GET is asked again where no
// answer came, and anything else is sent once; its answer may be lost: an
// [*UnknownOutcome]. A refusal is an [*Error] whose Code is 0 and whose Meta has the
// HTTP status. etcd's 500 is none: it gives no reason, and the change may come yet.
func (c *Client) JSON(ctx context.Context, method, path string, body, answer any) error {
	r, err := c.jsonRequest(method, path, body)
	if err != nil {
		return err
	}
	return c.do(ctx, r, func(resp *http.Response) error {
		if answer == nil {
			return nil
		}
		return readJSON(resp.Body, answer)
	})
}

func (c *Client) jsonRequest(method, path string, body any) (request, error) {
	r := c.plainRequest(path)
	r.method, r.name, r.hidden = method, method+" "+path, strings.HasPrefix(path, authPath)
	clean, err := CleanKey(path)
	if err != nil || clean != path {
		return r, &Argument{"path", fmt.Sprintf("%q has a part that is empty, . or .., or not UTF-8", path)}
	}
	if r.escaped, err = escapeKey(path); err != nil || body == nil {
		return r, err
	}
	text, err := json.Marshal(body)
	r.json = string(text)
	return r, err
}

// User gives as whom the endpoint in use is asked; "" for nobody, whom etcd calls guest.
func (c *Client) User() string { return c.at(&c.place).name() }

// AsWhom tells as whom etcd is asked, in words that follow "as": the user; where there is
// none, the common name of the client certificate that the last server was shown; "guest"
// for nobody.
func (c *Client) AsWhom() string {
	known := ""
	if name := c.commonName.Load(); name != nil {
		known = *name
	}
	return asWhom(c.User(), known, "guest")
}
