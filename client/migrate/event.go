package migrate

import (
	"context"
	"maps"
	"slices"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// flush makes the changes that are pending, of which the next event may tell more; so
// many of the events that were taken are in none of them.
func (f *follower) flush(ctx context.Context, p *pending, rest int) error {
	changes := p.changes
	*p = pending{}
	err := f.apply(ctx, changes)
	if err == nil {
		f.taken = rest
	}
	return err
}

// pending are changes of different keys of v3's.
type pending struct{ changes []change }

func (p *pending) add(c change) { p.changes = append(p.changes, c) }

// has reports whether a change of a key of v2's is pending.
func (p *pending) has(source string) bool {
	return slices.ContainsFunc(p.changes, func(c change) bool { return c.source == source })
}

// read makes changes of an event.
func (f *follower) read(ctx context.Context, p *pending, e event) error {
	n := e.Node
	if n.Key == nil || n.ModifiedIndex == nil || *n.ModifiedIndex <= f.source.parts[e.part].index {
		return nil
	}
	f.last = time.Now()
	f.lag.Index = max(f.lag.Index, *n.ModifiedIndex)
	removed := e.Action == "delete" || e.Action == "compareAndDelete" || e.Action == "expire"
	if _, file := f.made[*n.Key]; n.Dir || removed && !file || p.has(*n.Key) {
		if err := f.flush(ctx, p, 1); err != nil {
			return err
		}
	}
	switch {
	case removed:
		f.deleted(p, *n.Key)
		return nil
	case n.Dir:
		return f.directory(ctx, p, n)
	}
	return f.file(ctx, p, n, time.Now())
}

// deleted has a key go, with all that was in it.
func (f *follower) deleted(p *pending, key string) {
	maps.DeleteFunc(f.unwritten, func(source string, _ error) bool { return tree.IsWithin(source, key) })
	if was, ok := f.made[key]; ok {
		p.add(gone(key, was))
		return
	}
	for source, was := range f.made { // it was a directory
		if tree.IsBelow(source, key) {
			p.add(gone(source, was))
		}
	}
	for dir := range f.source.lives {
		if tree.IsWithin(dir, key) {
			delete(f.source.lives, dir)
		}
	}
}

// gone is the change that deletes what a key of v2's became.
func gone(source string, was placed) change {
	return change{Item: Item{Key: was.key, source: source}, deleted: true, at: was.at}
}

// directory sees to what a directory takes the place of, or to what is in it if it has
// another ttl.
func (f *follower) directory(ctx context.Context, p *pending, n *client.Node) error {
	key := *n.Key
	delete(f.unwritten, key)
	if was, ok := f.made[key]; ok {
		p.add(gone(key, was))
	}
	before := f.source.lives[key]
	f.source.lives.see(n, time.Now())
	if f.source.lives[key] == before {
		return nil
	}
	for source := range f.made {
		if tree.IsBelow(source, key) {
			if err := f.reread(ctx, p, source); err != nil {
				return err
			}
		}
	}
	return nil
}

// reread reads a file anew, of which no event tells that it has another ttl.
func (f *follower) reread(ctx context.Context, p *pending, source string) error {
	seen := time.Now()
	r, err := f.From.Get(ctx, source, client.GetOptions{Options: f.Options, Quorum: true})
	switch {
	case client.Refused(err, client.ErrKeyNotFound, client.ErrNotDir): // an event tells
		return nil
	case client.BrokeOff(err) && ctx.Err() == nil: // it is due again
		f.trouble(err)
		return nil
	case err != nil || r.Node.Dir:
		return err
	}
	return f.file(ctx, p, r.Node, seen)
}

// file has a key become what it is in v2.
func (f *follower) file(ctx context.Context, p *pending, n *client.Node, seen time.Time) error {
	source := *n.Key
	was, known := f.made[source]
	item, keep, err := f.item(ctx, n, seen, f.source.lives)
	if err == nil {
		err = item.writable()
	}
	if err != nil {
		f.refuse(source, was.key, err)
		return ctx.Err()
	}
	if !keep {
		delete(f.unwritten, source)
	}
	item.Key = f.Into + item.Key
	if known && (!keep || was.key != item.Key) {
		p.add(gone(source, was))
		was = placed{}
	}
	if keep {
		p.add(change{Item: item, at: was.at})
	}
	return nil
}

// soon is how long before its end a key is read anew: a refresh gives it more time, and
// makes no event.
const soon = 5

// refresh sees to keys that end soon.
func (f *follower) refresh(ctx context.Context) error {
	var p pending
	for source, was := range f.made {
		if was.life.second == 0 || was.life.remaining() > soon {
			continue
		}
		if err := f.reread(ctx, &p, source); err != nil {
			return err
		}
	}
	p.unchanged(f.made)
	return f.apply(ctx, p.changes)
}

// unchanged leaves out changes of keys that end as they did; the others are told of as
// what they are.
func (p *pending) unchanged(made map[string]placed) {
	all := p.changes
	*p = pending{}
	for _, c := range all {
		if c.renews = !c.deleted; c.deleted || made[c.source].life.second != c.life.second {
			p.add(c)
		}
	}
}
