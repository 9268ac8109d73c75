package gateway

import (
	"context"
	"strings"

	"etcd2sh/client"
)

// MaxTTL is the longest time to live of a lease in seconds.
const MaxTTL = 9_000_000_000

// Grant makes a lease with an id of the caller's choice, if there is none: made tells.
// Keys that are put with it go when its time to live is over, which etcd makes as long as
// an election, some seconds, at the least, and which may begin anew when another member
// becomes the leader.
func (g *Gateway) Grant(ctx context.Context, id, seconds int64) (made bool, err error) {
	body := struct {
		ID  int64 `json:"ID,string"`
		TTL int64 `json:"TTL,string"`
	}{id, min(max(seconds, 1), MaxTTL)}
	var answer struct{}
	err = g.call(ctx, client.Post{Path: "/v3/lease/grant", Body: body}, &answer)
	if client.Refused(err, client.RPCFailedPrecondition) && strings.Contains(err.Error(), "lease already exists") {
		return false, nil
	}
	return err == nil, err
}

// Revoke ends a lease, if there is one, and deletes the keys that were put with it.
func (g *Gateway) Revoke(ctx context.Context, id int64) error {
	body := struct {
		ID int64 `json:"ID,string"`
	}{id}
	var answer struct{}
	err := g.call(ctx, client.Post{Path: "/v3/lease/revoke", Body: body}, &answer)
	if client.Refused(err, client.RPCNotFound) {
		return nil
	}
	return err
}
