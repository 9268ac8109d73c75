package client

import "sync"

// Bounds of what is kept for the next swap: for how many keys, and how large a
// value.
const (
	maxStarts = 1024
	maxStart  = 64 << 10
)

// swapQueues holds a queue for each key that is being swapped or was.
type swapQueues struct {
	mu    sync.Mutex
	byKey map[string]*swapQueue
}

// swapQueue lets one swap of a key through at a time.
type swapQueue struct {
	key     string
	turn    chan struct{} // holds a token while a swap runs
	start   *Node         // as the last swap left the key; owned by whoever has the turn
	waiting int           // swaps that run or wait; guarded by swapQueues.mu
}

func (s *swapQueues) join(key string) *swapQueue {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byKey == nil {
		s.byKey = map[string]*swapQueue{}
	}
	q := s.byKey[key]
	if q == nil {
		q = &swapQueue{key: key, turn: make(chan struct{}, 1)}
		s.byKey[key] = q
	}
	q.waiting++
	return q
}

// leave forgets an idle queue when many are kept: its key's next swap reads
// first, and nothing else changes.
func (s *swapQueues) leave(q *swapQueue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.waiting--
	if q.waiting == 0 && len(s.byKey) > maxStarts {
		delete(s.byKey, q.key)
	}
}
