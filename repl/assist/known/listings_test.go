package known

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// answering is a server's answer.
func answering(names ...string) Fetch {
	return func(context.Context) ([]Child, error) {
		var children []Child
		for _, name := range names {
			children = append(children, Child{Name: name})
		}
		return children, nil
	}
}

// after makes an answer slow.
func after(d time.Duration, f Fetch) Fetch {
	return func(ctx context.Context) ([]Child, error) {
		time.Sleep(d)
		return f(ctx)
	}
}

// probe asks listings for 200 ms.
type probe struct {
	*testing.T
	listings
}

func (p *probe) check(dir string, f Fetch, want string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Context(), 200*time.Millisecond)
	defer cancel()
	children, ok := p.get(ctx, dir, f)
	got := "unknown"
	if ok {
		var names []string
		for _, c := range children {
			names = append(names, c.Name)
		}
		got = strings.Join(names, " ")
	}
	if got != want {
		p.Errorf("%s: got %q, want %q", dir, got, want)
	}
}

func TestListings(t *testing.T) {
	t.Parallel()
	never := func(context.Context) ([]Child, error) { return nil, errors.New("not to be asked") }
	tests := map[string]func(p *probe){
		"sorted, and kept while fresh": func(p *probe) {
			p.check("/d", answering("b", "a"), "a b")
			time.Sleep(freshFor - 1)
			p.check("/d", never, "a b")
			time.Sleep(time.Nanosecond)
			p.check("/d", answering("c"), "c")
		},
		"old where the server is slow": func(p *probe) {
			p.check("/d", answering("a"), "a")
			time.Sleep(time.Minute)
			p.check("/d", after(time.Second, answering("b")), "a")
			p.check("/d", never, "a") // the request is under way
			time.Sleep(time.Second)
			p.check("/d", never, "b")
		},
		"old where the server fails": func(p *probe) {
			p.check("/d", never, "unknown")
			p.check("/d", answering("a"), "a")
			time.Sleep(time.Minute)
			p.check("/d", never, "a")
		},
		"dropped": func(p *probe) {
			for dir, want := range map[string]string{"/": "x", "/d": "x", "/d/e": "x", "/d/e/f": "x", "/d/ef": "a", "/dd": "a"} {
				p.check(dir, answering("a"), "a")
				p.drop("/d/e")
				p.check(dir, answering("x"), want)
			}
		},
		"dropped while under way": func(p *probe) {
			p.check("/d", after(time.Second, answering("a")), "unknown")
			p.drop("/d/k")
			p.check("/d", never, "unknown") // one request at a time
			time.Sleep(500 * time.Millisecond)
			p.check("/d", after(500*time.Millisecond, answering("b")), "unknown")
			time.Sleep(250 * time.Millisecond)
			p.check("/d", answering("b"), "b")
		},
		"asked again within the time": func(p *probe) {
			asked := 0
			read := after(60*time.Millisecond, func(context.Context) ([]Child, error) {
				asked++
				return []Child{{Name: fmt.Sprint(asked)}}, nil
			})
			go func() {
				time.Sleep(30 * time.Millisecond)
				p.drop("/d/k")
			}()
			p.check("/d", read, "2")
		},
		"bounded": func(p *probe) {
			for i := range 3 * maxListings {
				p.check(fmt.Sprintf("/%d", i), answering("a"), "a")
				time.Sleep(time.Millisecond)
			}
			if got := len(p.dirs); got != maxListings {
				p.Errorf("got %d directories, want %d", got, maxListings)
			}
			p.check("/0", never, "unknown")
			p.check(fmt.Sprintf("/%d", 3*maxListings-1), never, "a")
		},
		"cleared": func(p *probe) {
			p.check("/d", answering("a"), "a")
			p.clear()
			p.check("/d", never, "unknown")
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tt(&probe{T: t})
				synctest.Wait()
			})
		})
	}
}
