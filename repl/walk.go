package repl

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"etcd2sh/client"
)

// listing reads the directory that a command is about.
func (s *Session) listing(ctx context.Context, c Call, recursive bool) (*client.Node, string, error) {
	key, err := c.keyOr(s, s.dir)
	if err != nil {
		return nil, "", err
	}
	r, err := s.client.Get(ctx, key, client.GetOptions{
		Options: c.common(), Recursive: recursive, Sorted: true, Quorum: c.Flag("quorum"),
	})
	if err != nil {
		return nil, "", err
	}
	if s.Observer != nil {
		s.Observer.Saw(r)
	}
	return r.Node, key, nil
}

// sortedNodes sorts by name: etcd sorts by the full key at its own time, and
// other servers not at all.
func sortedNodes(nodes []*client.Node) []*client.Node {
	return slices.SortedFunc(slices.Values(nodes), func(a, b *client.Node) int { return strings.Compare(nodeName(a), nodeName(b)) })
}

// nodeTree is a file, or a directory with all that was listed in it, as it
// stood at one moment.
type nodeTree struct {
	key   string
	dirs  [][]*client.Node // by depth, the directory at key first; none for a file
	files []*client.Node
	read  time.Time // when it was asked for
	index *uint64   // the store's index then; nil when the server did not tell
}

// readTree reads what is at a key, with quorum: only the top of a directory,
// unless it is recursive. The root, which etcd sends without a key, has one in
// the tree.
func readTree(ctx context.Context, c *client.Client, key string, recursive bool, o client.Options) (nodeTree, error) {
	t := nodeTree{key: key, read: time.Now()}
	r, err := c.Get(ctx, key, client.GetOptions{Options: o, Recursive: recursive, Quorum: true})
	if err != nil {
		return t, err
	}
	t.index = r.Meta.EtcdIndex
	if key == "/" && r.Node.Key == nil {
		r.Node.Key = &key
	}
	return t, t.add(r.Node, 0)
}

// add takes a node and all that is below it, and refuses a listing that is no
// tree of etcd's: what is done next relies on it.
func (t *nodeTree) add(n *client.Node, depth int) error {
	switch {
	case n == nil || n.Key == nil:
		return errors.New("the server listed a node without a key")
	case depth == 0 && *n.Key != t.key, depth > 0 && !isBelow(*n.Key, t.key):
		return fmt.Errorf("the server listed %s in %s", *n.Key, t.key)
	case !n.Dir && (n.Value == nil || n.ModifiedIndex == nil):
		return fmt.Errorf("the server listed %s without its value and modifiedIndex", *n.Key)
	case !n.Dir:
		t.files = append(t.files, n)
		return nil
	}
	if depth == len(t.dirs) {
		t.dirs = append(t.dirs, nil)
	}
	t.dirs[depth] = append(t.dirs[depth], n)
	for _, child := range n.Nodes {
		if err := t.add(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// top is the node at the tree's key.
func (t *nodeTree) top() *client.Node {
	if t.isDir() {
		return t.dirs[0][0]
	}
	return t.files[0]
}

// isDir reports whether the tree is more than a file.
func (t *nodeTree) isDir() bool { return len(t.dirs) > 0 }

// size counts the nodes.
func (t *nodeTree) size() int {
	n := len(t.files)
	for _, level := range t.dirs {
		n += len(level)
	}
	return n
}

// nodes gives every node, the directories before the files.
func (t *nodeTree) nodes() iter.Seq[*client.Node] {
	return func(yield func(*client.Node) bool) {
		for _, nodes := range append(slices.Clip(t.dirs), t.files) {
			for _, n := range nodes {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// below gives what stands after the key of a tree in a key of it: "" for the
// tree's own, "/x" for a child.
func below(key, tree string) string {
	return strings.TrimPrefix(strings.TrimSuffix(key, "/"), strings.TrimSuffix(tree, "/"))
}

// related reports whether the order of two requests matters: their keys are the
// same, or one is above the other.
func related(a, b string) bool { return a == b || isBelow(a, b) || isBelow(b, a) }

// isBelow reports whether a canonical key is somewhere in the directory dir.
func isBelow(key, dir string) bool {
	if dir == "/" {
		return key != "/"
	}
	rest, ok := strings.CutPrefix(key, dir)
	return ok && strings.HasPrefix(rest, "/")
}

// ttlLeft is the ttl in seconds with which a node that was read then is
// written now, so that it expires when it would have; nil when it is
// permanent. What has expired already gets the shortest ttl there is.
func ttlLeft(n *client.Node, read time.Time) *uint64 {
	if n.TTL == nil && n.Expiration == nil {
		return nil
	}
	var left int64
	if n.TTL != nil {
		left = *n.TTL - int64(time.Since(read).Seconds())
	}
	return new(uint64(min(max(left, 1), client.MaxTTL)))
}

// inFlight is how many requests of one command are under way at once: enough
// to be near the server's limit, few enough to leave it to others too.
const inFlight = 8

// eachNode works on nodes, several at once, and stops at the first failure;
// what is under way then is waited for. Of several failures it gives one, an
// unknown outcome before any other, and how many unknown outcomes there are.
func eachNode(nodes []*client.Node, work func(*client.Node) error) (unknown int, err error) {
	var mu sync.Mutex
	var failed error
	next := 0
	take := func() (*client.Node, bool) {
		mu.Lock()
		defer mu.Unlock()
		if failed != nil || next == len(nodes) {
			return nil, false
		}
		next++
		return nodes[next-1], true
	}
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if failed == nil || isUnknown(err) && unknown == 0 {
			failed = err
		}
		if isUnknown(err) {
			unknown++
		}
	}
	var wg sync.WaitGroup
	for range min(inFlight, len(nodes)) {
		wg.Go(func() {
			for n, ok := take(); ok; n, ok = take() {
				if err := work(n); err != nil {
					fail(err)
				}
			}
		})
	}
	wg.Wait()
	return unknown, failed
}

func isUnknown(err error) bool { return errors.As(err, new(*client.UnknownOutcome)) }

// refused reports whether etcd refused, for certain, with one of these codes.
func refused(err error, codes ...client.Code) bool {
	return !isUnknown(err) && slices.ContainsFunc(codes, func(c client.Code) bool { return errors.Is(err, c) })
}
