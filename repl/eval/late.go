package eval

import (
	"context"
	"sync"
	"time"
)

// lateBy is how long after it was given up a write leaves.
const lateBy = time.Second

// late are writes that leave when nobody waits for them any more. The zero value is
// ready; it is safe for concurrent use.
type late struct {
	mu      sync.Mutex
	waiting map[*context.CancelFunc]bool
	work    sync.WaitGroup
}

// add sends something later, unless that is ended before.
func (l *late) add(send func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = map[*context.CancelFunc]bool{}
	}
	l.waiting[&cancel] = true
	l.work.Go(func() {
		defer l.forget(&cancel)
		select {
		case <-time.After(lateBy):
			send(ctx)
		case <-ctx.Done():
		}
	})
}

func (l *late) forget(cancel *context.CancelFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	(*cancel)()
	delete(l.waiting, cancel)
}

// end drops what has not left, and returns when nothing is under way.
func (l *late) end() {
	l.mu.Lock()
	for cancel := range l.waiting {
		(*cancel)()
	}
	l.mu.Unlock()
	l.work.Wait()
}
