package tree

import (
	"sync"

	"etcd2sh/client"
)

// Progress is told how far a long piece of work has got. It is safe for
// concurrent use.
type Progress interface {
	Add(n int) // n more are done
	Done()     // the work is over
}

// InFlight is how many requests of one command are under way at once: enough
// to be near the server's limit, few enough to leave it to others too.
const InFlight = 8

// Each works on nodes, [InFlight] at once, and stops at the first failure;
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
