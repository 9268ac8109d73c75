// Package known keeps what a shell knows of the store without asking: what
// answers told about keys, and what directories held a moment ago. Completion
// and hints are made of it. Start with [Store]. It sends nothing itself: a
// listing is read by the [Fetch] that it is given.
package known

import (
	"context"

	"etcd2sh/client"
)

// Store keeps what is known. The zero Store is empty and ready; it is safe for
// concurrent use.
type Store struct {
	seen     seen
	listings listings
}

// Learn takes in an answer.
func (s *Store) Learn(r *client.Response) { s.seen.learn(r) }

// Refused learns from a refusal what it says about the key that it names.
func (s *Store) Refused(e *client.Error) { s.seen.refused(e) }

// Forget drops what answers told about keys and all that is below them.
func (s *Store) Forget(keys ...string) { s.seen.forget(keys...) }

// Changed drops the listings that a change of a key, or of anything below it,
// may have changed.
func (s *Store) Changed(key string) { s.listings.drop(key) }

// Clear drops everything.
func (s *Store) Clear() {
	s.seen.clear()
	s.listings.clear()
}

// Find gives what is known of a key; ok is false when that is nothing.
func (s *Store) Find(key string) (f Fact, ok bool) {
	if f, ok := s.seen.find(key); ok {
		return f, true
	}
	return s.listings.find(key)
}

// Seen gives the children of a directory that answers told about, in no order.
func (s *Store) Seen(dir string) []Child { return s.seen.children(dir) }

// List gives the children of a directory, sorted by name: those that were read
// in the last five seconds, else those that fetch gives. When that takes longer
// than ctx, or fails, they are the ones that were known before; ok is false when
// there are none. Some may be gone by now. The slice is not the caller's to
// change. fetch goes on without ctx, once at a time for each directory.
func (s *Store) List(ctx context.Context, dir string, fetch Fetch) (children []Child, ok bool) {
	return s.listings.get(ctx, dir, fetch)
}
