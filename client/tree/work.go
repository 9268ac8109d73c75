package tree

import (
	"sync"
	"time"

	"etcd2sh/client"
)

// Progress is how far a long piece of work has got.
type Progress interface {
	Add(n int) // n more are done
	Done()     // the work is over
}

// Count counts nodes with all that is listed below them.
func Count(nodes []*client.Node) int {
	n := len(nodes)
	for _, child := range nodes {
		n += Count(child.Nodes)
	}
	return n
}

// TTLLeft is the ttl in seconds with which a node that was read then is
// written now, so that it expires when it would have; nil when it is
// permanent. What has expired already gets the shortest ttl there is.
func TTLLeft(n *client.Node, read time.Time) *uint64 {
	if n.TTL == nil && n.Expiration == nil {
		return nil
	}
	var left int64
	if n.TTL != nil {
		left = *n.TTL - int64(time.Since(read).Seconds())
	}
	return new(uint64(min(max(left, 1), client.MaxTTL)))
}

// InFlight is how many requests of one command are under way at once: enough
// to be near the server's limit, few enough to leave it to others too.
const InFlight = 8

// Each works on nodes, several at once, and stops at the first failure;
// what is under way then is waited for. Of several failures it gives one, an
// unknown outcome before any other, and how many unknown outcomes there are.
func Each(nodes []*client.Node, work func(*client.Node) error) (unknown int, err error) {
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
		if failed == nil || client.IsUnknown(err) && unknown == 0 {
			failed = err
		}
		if client.IsUnknown(err) {
			unknown++
		}
	}
	var wg sync.WaitGroup
	for range min(InFlight, len(nodes)) {
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
