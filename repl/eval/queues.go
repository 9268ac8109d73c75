package eval

import (
	"sync"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
)

// queues are the queues that are taken from: each knows what it has
// listed, so that not every take lists anew.
type queues struct {
	mu  sync.Mutex
	all map[string]*recipe.Queue
}

func (q *queues) of(c *client.Client, key, root string) *recipe.Queue {
	q.mu.Lock()
	defer q.mu.Unlock()
	name := root + " " + key
	if q.all[name] == nil {
		if q.all == nil {
			q.all = map[string]*recipe.Queue{}
		}
		q.all[name] = &recipe.Queue{Client: c, Key: key, RootKey: root}
	}
	return q.all[name]
}
