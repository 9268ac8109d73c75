package command

import (
	"context"
	"errors"

	"etcd2sh/client"
)

// present reads a key, nil when it is missing, and gives the index of the store then,
// 0 when the server did not tell.
func present(ctx context.Context, c *client.Client, key string, o client.Options) (now *client.Response, index uint64, err error) {
	now, err = c.Get(ctx, key, client.GetOptions{Options: o, Quorum: true})
	var refused *client.Error
	switch {
	case errors.As(err, &refused) && (refused.Code == client.ErrKeyNotFound || refused.Code == client.ErrNotDir):
		return nil, refused.Index, nil
	case err == nil && now.Meta.EtcdIndex != nil:
		index = *now.Meta.EtcdIndex
	}
	return now, index, err
}
