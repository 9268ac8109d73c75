package migrate

import (
	"cmp"
	"context"
	"slices"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// Item is a key of v2's, and what it is to become in v3.
type Item struct {
	Key      string // of v2's; what Map makes of it
	Value    string
	TTL      *int64 // seconds left when it was read, of a directory above where that goes first; nil for ever
	Created  uint64 // the index at which it was created
	Modified uint64 // and at which it was changed last

	source string // the key of v2's, whatever Map makes of it
	life   life
}

// life is until when a key lives.
type life struct {
	second int64     // of the Unix clock, at the end of which it is over; 0 for never
	left   int64     // seconds
	seen   time.Time // when that many were left
	byMap  bool      // Map gave it, and it counted from then on: another run has another second
}

// over reports whether it has ended.
func (l life) over() bool { return l.second != 0 && l.remaining() <= 0 }

// remaining gives the seconds that are left, rounded up.
func (l life) remaining() int64 { return l.left - int64(time.Since(l.seen).Seconds()) }

// sooner gives the shorter one of two.
func sooner(a, b life) life {
	if a.second == 0 || b.second != 0 && b.second < a.second {
		return b
	}
	return a
}

// lifeOf is a node's own life.
func lifeOf(n *client.Node, seen time.Time) life {
	if n.Expiration == nil {
		return life{}
	}
	l := life{second: n.Expiration.Unix() + 1, seen: seen}
	if n.TTL != nil {
		l.left = *n.TTL
	}
	return l
}

// lives are the lives of directories, by their keys; those that never end are not there.
type lives map[string]life

// of gives the life of what is in a directory, as it and those above it have one.
func (ls lives) of(dir string) life {
	l := ls[dir]
	for dir != "/" {
		dir = tree.Parent(dir)
		l = sooner(l, ls[dir])
	}
	return l
}

// see keeps the life of a directory.
func (ls lives) see(n *client.Node, seen time.Time) {
	if l := lifeOf(n, seen); l.second != 0 {
		ls[tree.Key(n)] = l
	} else {
		delete(ls, tree.Key(n))
	}
}

// above sees the directories above a key.
func (m *Migration) above(ctx context.Context, key string, ls lives) error {
	for dir := key; dir != "/"; {
		dir = tree.Parent(dir)
		seen := time.Now()
		r, err := m.From.Get(ctx, dir, client.GetOptions{Options: m.Options, Quorum: true})
		switch {
		case client.Refused(err, client.ErrUnauthorized): // whoever may read what is in it may not read it
			continue
		case err != nil:
			return err
		}
		ls.see(r.Node, seen)
	}
	return nil
}

// items makes items of the files of a tree, sorted by when they end, so that those of one
// lease stand together, and by their keys.
func (m *Migration) items(ctx context.Context, t tree.Tree, ls lives) ([]Item, error) {
	for _, level := range t.Dirs {
		for _, dir := range level {
			ls.see(dir, t.Read)
		}
	}
	slices.SortFunc(t.Files, func(a, b *client.Node) int { return cmp.Compare(*a.Key, *b.Key) })
	items := make([]Item, 0, len(t.Files))
	for _, n := range t.Files {
		i, keep, err := m.item(ctx, n, t.Read, ls)
		if err != nil {
			return nil, err
		}
		if keep {
			items = append(items, i)
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(a.life.second, b.life.second) })
	return items, nil
}

// item makes an item of a file, unless it is to be left out.
func (m *Migration) item(ctx context.Context, n *client.Node, seen time.Time, ls lives) (i Item, keep bool, err error) {
	i = Item{Key: *n.Key, Value: *n.Value, Modified: *n.ModifiedIndex, source: *n.Key}
	if n.CreatedIndex != nil {
		i.Created = *n.CreatedIndex
	}
	i.life = sooner(lifeOf(n, seen), ls.of(tree.Parent(i.Key)))
	if i.life.second != 0 {
		i.TTL = new(max(i.life.remaining(), 0))
	}
	if i.life.over() || i.TTL != nil && m.NoTTL {
		return i, false, nil
	}
	if m.Map != nil {
		return m.mapped(ctx, i)
	}
	return i, true, nil
}

// mapped has Map change an item. A ttl that it gives another value counts from now on.
func (m *Migration) mapped(ctx context.Context, i Item) (Item, bool, error) {
	changed, keep, err := m.Map(ctx, i)
	if err != nil {
		return i, false, &MapError{Key: i.source, Err: err}
	}
	changed.source, changed.life = i.source, i.life
	switch {
	case changed.TTL == nil:
		changed.life = life{}
	case i.TTL == nil || *changed.TTL != *i.TTL:
		now := time.Now()
		changed.life = life{second: now.Unix() + *changed.TTL + 1, left: *changed.TTL, seen: now, byMap: true}
	}
	return changed, keep, nil
}
