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

// listings keeps what directories held a moment ago. The zero listings is
// empty and ready; it is safe for concurrent use.
type listings struct {
	mu   sync.Mutex
	dirs map[string]*listing
}

type listing struct {
	children []Child   // sorted by name
	at       time.Time // when it was read; zero if it never was
	request  *request  // the request under way, if there is one
}

// request is a request for a listing.
type request struct {
	done     chan struct{} // closed at its end
	outdated bool          // what it reads was changed meanwhile
}

// Fetch reads the children of a directory from the server.
type Fetch func(ctx context.Context) ([]Child, error)

// get is [Store.List].
func (l *listings) get(ctx context.Context, dir string, fetch Fetch) (children []Child, ok bool) {
	for {
		d, r := l.start(ctx, dir, fetch)
		if r == nil {
			return l.current(d)
		}
		select {
		case <-ctx.Done():
			return l.current(d)
		case <-r.done:
			if !r.outdated {
				return l.current(d)
			}
		}
	}
}

// start gives a directory's listing, and the request to wait for unless it is
// fresh.
func (l *listings) start(ctx context.Context, dir string, fetch Fetch) (*listing, *request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.dirs[dir]
	if d == nil {
		d = l.add(dir)
	}
	if !d.at.IsZero() && time.Since(d.at) < freshFor {
		return d, nil
	}
	if d.request == nil {
		d.request = &request{done: make(chan struct{})}
		go l.read(context.WithoutCancel(ctx), d, d.request, fetch)
	}
	return d, d.request
}

// add makes room for a directory: the one that was read longest ago goes.
func (l *listings) add(dir string) *listing {
	if l.dirs == nil {
		l.dirs = map[string]*listing{}
	}
	if len(l.dirs) >= maxListings {
		oldest := ""
		for name, d := range l.dirs {
			if d.request == nil && (oldest == "" || d.at.Before(l.dirs[oldest].at)) {
				oldest = name
			}
		}
		delete(l.dirs, oldest)
	}
	l.dirs[dir] = &listing{}
	return l.dirs[dir]
}

// read reads a listing from the server.
func (l *listings) read(ctx context.Context, d *listing, r *request, fetch Fetch) {
	children, err := fetch(ctx)
	sort.Slice(children, func(i, j int) bool { return children[i].Name < children[j].Name })
	l.mu.Lock()
	defer l.mu.Unlock()
	d.request = nil
	if err == nil && !r.outdated {
		d.children, d.at = children, time.Now()
	}
	close(r.done)
}

// current gives what a listing holds now; ok is false when it was never read.
func (l *listings) current(d *listing) (children []Child, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return d.children, !d.at.IsZero()
}

// drop is [Store.Changed].
func (l *listings) drop(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for dir, d := range l.dirs {
		if !tree.IsWithin(key, dir) && !tree.IsWithin(dir, key) {
			continue
		}
		if d.request == nil {
			delete(l.dirs, dir)
			continue
		}
		d.request.outdated = true
		d.children, d.at = nil, time.Time{}
	}
}

func (l *listings) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dirs = nil
}

// find gives what the listing of a key's directory told about the key.
func (l *listings) find(key string) (Fact, bool) {
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
