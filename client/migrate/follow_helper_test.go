package migrate_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
	"etcd2sh/client/migrate"
	"etcd2sh/client/tree"
)

// following is a follower that runs beside a test.
type following struct {
	stores
	stop func() migrate.Lag // ends it, and gives how far it came

	mu        sync.Mutex
	latest    migrate.Lag
	conflicts map[string]migrate.Conflict // by the keys of v3's
}

// follow begins to follow, and returns when the copy is done.
func (s stores) follow(m *migrate.Migration) *following {
	s.Helper()
	f := &following{stores: s, conflicts: map[string]migrate.Conflict{}}
	m.Conflict = func(c migrate.Conflict) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.conflicts[c.Key] = c
	}
	source, err := m.Read(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	ctx, cancel := context.WithCancel(s.Context())
	copied := make(chan struct{})
	ended := make(chan migrate.Lag, 1)
	go func() {
		defer close(ended)
		begun := sync.OnceFunc(func() { close(copied) })
		defer begun()
		lag, err := m.Follow(ctx, source, func(lag migrate.Lag) {
			f.mu.Lock()
			f.latest = lag
			f.mu.Unlock()
			begun()
		})
		if err != nil {
			s.Error(err)
		}
		ended <- lag
	}()
	<-copied
	f.stop = func() migrate.Lag { cancel(); return <-ended }
	s.Cleanup(func() { cancel(); <-ended })
	return f
}

// conflict gives the conflict that was told of a key.
func (f *following) conflict(key string) (migrate.Conflict, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, ok := f.conflicts[key]
	return c, ok
}

// lag gives how far behind it was when it told that last.
func (f *following) lag() migrate.Lag {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.latest
}

// lateWatch is a client of v2's whose watches begin when that is said.
func lateWatch(t *testing.T, endpoint string) (late *client.Client, begin func()) {
	t.Helper()
	proxy := httputil.NewSingleHostReverseProxy(must(url.Parse(endpoint)))
	begun := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("wait") {
			select {
			case <-begun:
			case <-r.Context().Done():
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return clienttest.Client(t, server.URL), func() { close(begun) }
}

// forget changes a key until etcd has forgotten all events before; "1099" is the last.
func (s stores) forget(key string) {
	s.Helper()
	for i := range 1100 {
		clienttest.Set(s.T, s.v2, key, fmt.Sprint(i))
	}
}

// until waits for something.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(clienttest.LongTimeout); !holds(); {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain until " + what)
		}
	}
}

// becomes waits until v3 holds that, and nothing else but the mark.
func (f *following) becomes(want map[string]string) {
	f.Helper()
	var got map[string]string
	defer func() {
		if f.Failed() {
			f.Logf("got  %q\nwant %q", got, want)
		}
	}()
	until(f.T, "v3 is as it should be", func() bool {
		got = f.all()
		delete(got, f.migration().Mark())
		return maps.Equal(got, want)
	})
}

// as gives what v2 lists, as v3 shall have it.
func (s stores) as() map[string]string {
	s.Helper()
	t, err := tree.Read(s.Context(), s.v2, "/", true, client.Options{})
	if err != nil {
		s.Fatal(err)
	}
	all := map[string]string{}
	for _, n := range t.Files {
		all[*n.Key] = *n.Value
	}
	return all
}

// remove deletes a key of v2's.
func (s stores) remove(key string) {
	s.Helper()
	if _, err := s.v2.Delete(s.Context(), key, client.DeleteOptions{Recursive: true}); err != nil {
		s.Fatal(err)
	}
}
