package repl

import (
	"context"
	"errors"
	"sync"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
	"etcd2sh/repl/lang"
)

func init() {
	register(onKey(dequeue), &lang.Command{
		Name: "dequeue", Group: lang.GroupWaiting, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}},
		Options: []lang.Option{{Name: "wait", Short: "w", Doc: "wait while the queue is empty"}, rootKeyOption},
		Doc:     "take the lowest in-order key under K, which is deleted by compare-and-delete", Returns: "the node that was taken; nil when there is none",
		More:    "create! puts. No two takers get the same. When it cannot be told whether the delete happened, the error is of type :unknown-outcome, with the key and the value.",
		Example: []lang.Example{{Before: []string{`create! :queue "first"`, `create! :queue "second"`}, Line: `dequeue :queue | :value`, Result: `"first"`}},
	})
}

// queues are the queues that a session takes from: each knows what it has
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

func (q *queues) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = nil
}

func dequeue(ctx context.Context, s *Session, c lang.Call, key string) (any, error) {
	q := s.queues.of(s.client, key, c.Common().RootKey)
	take := q.Dequeue
	if c.Flag("wait") {
		take = q.DequeueWait
	}
	item, err := take(ctx)
	switch {
	case errors.Is(err, recipe.ErrEmpty):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &client.Node{Key: &item.Key, Value: &item.Value, CreatedIndex: &item.Index}, nil
}
