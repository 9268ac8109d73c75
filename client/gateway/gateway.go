package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"etcd2sh/client"
)

// User is one of v3's users, who has nothing in common with v2's of the same name. The
// zero User is nobody.
type User struct{ Name, Password string }

// Gateway is the v3 API of one cluster. It is safe for concurrent use.
type Gateway struct {
	client *client.Client
	user   User

	mu    sync.Mutex
	token string // of the user, until etcd knows it no longer
}

// New gives the v3 API of the servers that a client asks.
func New(c *client.Client, u User) *Gateway { return &Gateway{client: c, user: u} }

// Client gives the client that carries the requests.
func (g *Gateway) Client() *client.Client { return g.client }

// Each gives each endpoint's API alone: no other one is asked when that fails.
func (g *Gateway) Each() ([]*Gateway, error) {
	var all []*Gateway
	for _, url := range g.client.Endpoints() {
		alone, err := g.client.Only(url)
		if err != nil {
			return nil, err
		}
		all = append(all, New(alone, g.user))
	}
	return all, nil
}

// Header is what each answer says of who gave it.
type Header struct {
	ClusterID uint64 `json:"cluster_id,string"`
	MemberID  uint64 `json:"member_id,string"`
	Revision  int64  `json:"revision,string"` // of the store, then
}

// NoGateway says that an endpoint has no gateway. It is always a pointer.
type NoGateway struct {
	Endpoint string // its URL, without credentials
	Err      error
}

// Error says it, and what to do.
func (n *NoGateway) Error() string {
	return fmt.Sprintf("%s has no JSON gateway of the v3 API: it must not be off (--enable-grpc-gateway), and is at the ports that serve HTTP (--listen-client-http-urls, where these are apart)", n.Endpoint)
}

// Unwrap gives what the endpoint answered.
func (n *NoGateway) Unwrap() error { return n.Err }

// WantsUser reports whether etcd refused because v3 asks for a user, and there was none or
// another one.
func WantsUser(err error) bool {
	if client.Refused(err, client.RPCUnauthenticated) {
		return true
	}
	return says(err, "user name is empty") || RefusesUser(err)
}

// RefusesUser reports whether etcd refused because it does not know the user, or with
// another password.
func RefusesUser(err error) bool { return says(err, "authentication failed") }

// says reports whether err refuses a request for what is in it, and with these words.
func says(err error, words string) bool {
	var refused *client.Error
	return client.Refused(err, client.RPCInvalidArgument) && errors.As(err, &refused) && strings.Contains(refused.Message, words)
}

// call sends a request as the user, with a new token where etcd knows the old one no
// longer.
func (g *Gateway) call(ctx context.Context, p client.Post, answer any) error {
	var err error
	if p.Token, err = g.authorization(ctx, ""); err != nil {
		return err
	}
	err = g.client.Post(ctx, p, answer)
	if p.Token != "" && client.Refused(err, client.RPCUnauthenticated) {
		if p.Token, err = g.authorization(ctx, p.Token); err != nil {
			return err
		}
		err = g.client.Post(ctx, p, answer)
	}
	return missing(err)
}

// missing tells an endpoint without a gateway from others.
func missing(err error) error {
	if foreign := (*client.NotV2)(nil); errors.As(err, &foreign) && !foreign.TLS && (foreign.Status == http.StatusNotFound || foreign.Status == 0) {
		return &NoGateway{Endpoint: foreign.Endpoint, Err: err}
	}
	return err
}

// authorization gives the user's token, another one than that which is stale; "" for
// nobody, and where v3 asks for no users.
func (g *Gateway) authorization(ctx context.Context, stale string) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.user.Name == "" || g.token != stale {
		return g.token, nil
	}
	var answer struct {
		Token string `json:"token"`
	}
	body := map[string]string{"name": g.user.Name, "password": g.user.Password}
	err := g.client.Post(ctx, client.Post{Path: "/v3/auth/authenticate", Body: body, Reads: true, Secret: true}, &answer)
	if client.Refused(err, client.RPCFailedPrecondition) { // users are not asked for
		return "", nil
	}
	g.token = answer.Token
	return g.token, missing(err)
}
