package dispatch

import (
	"iter"
	"strings"
)

// index finds the entries that a new one must wait for, without a look at the
// others: a tree of the keys' parts. Each place holds the latest entry alone,
// as that one waits for those of the same key before it; and an entry takes the
// place of all below it, since it waits for them. So every entry is looked at
// once below and once at its own place.
type index[T any] struct {
	root  place[T]
	looks int // at places so far: the work done, for a test
}

// place is a key that entries are about, or one above such a key.
type place[T any] struct {
	latest *entry[T] // nil: none is under way
	below  map[string]*place[T]
}

// add puts an entry in its place, and calls wait with each that it must wait for.
func (x *index[T]) add(e *entry[T], wait func(before *entry[T])) {
	p := &x.root
	for part := range parts(e.key) {
		x.look(p, wait)
		next := p.below[part]
		if next == nil {
			next = &place[T]{}
			if p.below == nil {
				p.below = map[string]*place[T]{}
			}
			p.below[part] = next
		}
		p = next
	}
	x.lookBelow(p, wait)
	p.latest, p.below = e, nil
}

func (x *index[T]) look(p *place[T], wait func(*entry[T])) {
	x.looks++
	if p.latest != nil {
		wait(p.latest)
	}
}

func (x *index[T]) lookBelow(p *place[T], wait func(*entry[T])) {
	x.look(p, wait)
	for _, q := range p.below {
		x.lookBelow(q, wait)
	}
}

// remove takes an entry out that has ended, with the places that are empty then.
// One that another has taken the place of is not there any more.
func (x *index[T]) remove(e *entry[T]) {
	path := []*place[T]{&x.root}
	var names []string
	for part := range parts(e.key) {
		next := path[len(path)-1].below[part]
		if next == nil {
			return
		}
		path, names = append(path, next), append(names, part)
	}
	last := len(path) - 1
	if path[last].latest != e {
		return
	}
	path[last].latest = nil
	for i := last; i > 0 && path[i].latest == nil && len(path[i].below) == 0; i-- {
		delete(path[i-1].below, names[i-1])
	}
}

// parts gives the parts of a key in canonical form; / has none.
func parts(key string) iter.Seq[string] {
	if key == "/" {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(key[1:], "/")
}
