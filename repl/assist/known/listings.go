package known

import (
	"context"
	"sort"
	"sync"
	"time"

	"etcd2sh/client/tree"
)

const (
	freshFor    = 5 * time.Second // how long a listing answers for the server
	maxListings = 16              // directories that are kept
)

// Child is a name in a directory.
type Child struct {
	Name string
	Fact
}

// listings keeps what directories held a moment ago. The zero listings is
// empty and ready; it is safe for concurrent use.
type listings struct {
	mu   sync.Mutex
	dirs map[string]*listing
}

type listing struct {
	children []Child   // sorted by name
	at       time.Time // when it was read; zero if it never was
	flight   *flight   // the request under way, if there is one
}

// flight is a request for a listing.
type flight struct {
	landed   chan struct{} // closed at its end
	outdated bool          // what it reads was changed meanwhile
}

// Fetch reads the children of a directory from the server.
type Fetch func(ctx context.Context) ([]Child, error)

// Get gives the children of a directory, sorted: those that were read in the
// last seconds, else those that read gives. When that takes longer than ctx,
// or fails, they are the ones that were known before; ok tells whether there
// are any. read goes on without ctx, once at a time for each directory.
func (l *listings) Get(ctx context.Context, dir string, read Fetch) (children []Child, ok bool) {
	for {
		d, f := l.request(ctx, dir, read)
		if f == nil {
			return l.state(d)
		}
		select {
		case <-ctx.Done():
			return l.state(d)
		case <-f.landed:
			if !f.outdated {
				return l.state(d)
			}
		}
	}
}

// request gives a directory's listing, and the request to wait for unless it
// is fresh.
func (l *listings) request(ctx context.Context, dir string, read Fetch) (*listing, *flight) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.dirs[dir]
	if d == nil {
		d = l.add(dir)
	}
	if !d.at.IsZero() && time.Since(d.at) < freshFor {
		return d, nil
	}
	if d.flight == nil {
		d.flight = &flight{landed: make(chan struct{})}
		go l.fly(context.WithoutCancel(ctx), d, d.flight, read)
	}
	return d, d.flight
}

// add makes room for a directory: the one that was read longest ago goes.
func (l *listings) add(dir string) *listing {
	if l.dirs == nil {
		l.dirs = map[string]*listing{}
	}
	if len(l.dirs) >= maxListings {
		oldest := ""
		for name, d := range l.dirs {
			if d.flight == nil && (oldest == "" || d.at.Before(l.dirs[oldest].at)) {
				oldest = name
			}
		}
		delete(l.dirs, oldest)
	}
	l.dirs[dir] = &listing{}
	return l.dirs[dir]
}

func (l *listings) fly(ctx context.Context, d *listing, f *flight, read Fetch) {
	children, err := read(ctx)
	sort.Slice(children, func(i, j int) bool { return children[i].Name < children[j].Name })
	l.mu.Lock()
	defer l.mu.Unlock()
	d.flight = nil
	if err == nil && !f.outdated {
		d.children, d.at = children, time.Now()
	}
	close(f.landed)
}

func (l *listings) state(d *listing) ([]Child, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return d.children, !d.at.IsZero()
}

// Drop forgets the listings that a change of the key, or of anything below it,
// may have changed.
func (l *listings) Drop(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for dir, d := range l.dirs {
		if !tree.IsWithin(key, dir) && !tree.IsWithin(dir, key) {
			continue
		}
		if d.flight == nil {
			delete(l.dirs, dir)
			continue
		}
		d.flight.outdated = true
		d.children, d.at = nil, time.Time{}
	}
}

func (l *listings) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dirs = nil
}

// Find gives what the listing of a key's directory told about the key.
func (l *listings) Find(key string) (Fact, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.dirs[tree.Parent(key)]
	if d == nil {
		return Fact{}, false
	}
	name := tree.Name(key)
	i := sort.Search(len(d.children), func(i int) bool { return d.children[i].Name >= name })
	if i == len(d.children) || d.children[i].Name != name || d.children[i].Gone() {
		return Fact{}, false
	}
	return d.children[i].Fact, true
}
