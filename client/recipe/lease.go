package recipe

import (
	"sync"
	"time"
)

// instant is a moment on two clocks. The monotonic one stands still while a
// machine sleeps; the wall clock can be set back.
type instant struct {
	monotonic time.Duration
	wall      time.Time
}

var started = time.Now()

func now() instant {
	t := time.Now()
	return instant{t.Sub(started), t.Round(0)}
}

// since is the longer of the times that the clocks tell.
func (i instant) since(earlier instant) time.Duration {
	return max(i.monotonic-earlier.monotonic, i.wall.Sub(earlier.wall))
}

// lease is what the owner of a key with a ttl knows of its life: etcd keeps it
// for the ttl at least, counted from when the last request that set the ttl was
// sent.
type lease struct {
	ttl   time.Duration
	clock func() instant

	mu   sync.Mutex
	sent instant
}

// renew counts from another request that etcd has answered.
func (l *lease) renew(sent instant) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = sent
}

// remaining is the time until the key may be gone.
func (l *lease) remaining() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ttl - l.clock().since(l.sent)
}
