package repl

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/render"
)

// many is how many nodes may be deleted without a question.
const many = 10

// agreed asks before what is below a directory is deleted, when there is a
// person to ask and reason to. It reads the whole tree to count it.
func (s *Session) agreed(ctx context.Context, key string, o client.Options) (bool, error) {
	if s.confirm == nil || s.config.Confirm == ConfirmNever {
		return true, nil
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{Options: o, Recursive: true, Quorum: true})
	if errors.Is(err, client.ErrKeyNotFound) {
		return true, nil // the delete will say so
	}
	if err != nil {
		return false, err
	}
	n := countNodes(r.Node.Nodes)
	if n == 0 || s.config.Confirm == ConfirmMany && n <= many && key != "/" {
		return true, nil
	}
	if s.confirm(ctx, fmt.Sprintf("Delete %s below %s?", plural(n, "node"), render.Escape(key))) {
		return true, nil
	}
	s.note("nothing was deleted")
	return false, nil
}

func countNodes(nodes []*client.Node) int {
	n := len(nodes)
	for _, child := range nodes {
		n += countNodes(child.Nodes)
	}
	return n
}
