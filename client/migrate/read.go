package migrate

import (
	"context"
	"errors"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// Source is what was read of v2: its keys as they stood in one moment, and those of each
// hidden key as they stood in one.
type Source struct {
	Items   []Item
	Skipped int // keys that were left out: by Map, for their ttl, or because that was over

	parts []part
	lives lives
}

// part is what was read at once: the tree of a key up to an index.
type part struct {
	key   string
	index uint64
}

// Read reads the keys that are to be copied, and changes them by Map. A hidden key that
// is not there is refused.
func (m *Migration) Read(ctx context.Context) (*Source, error) {
	s := &Source{lives: lives{}}
	for i, key := range append([]string{m.Key}, m.Hidden...) {
		err := m.readPart(ctx, s, key)
		if i > 0 && errors.Is(err, client.ErrKeyNotFound) {
			err = &Refused{Problems: []Problem{{What: "there is no hidden key " + key, Do: "look for its name where it is used: etcd lists none that begins with _"}}}
		}
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readPart adds the tree of a key.
func (m *Migration) readPart(ctx context.Context, s *Source, key string) error {
	if err := m.above(ctx, key, s.lives); err != nil {
		return err
	}
	t, err := tree.Read(ctx, m.From, key, true, m.Options)
	if err != nil {
		return err
	}
	items, err := m.items(ctx, t, s.lives)
	if err != nil {
		return err
	}
	p := part{key: key}
	if t.Index != nil {
		p.index = *t.Index
	}
	s.parts = append(s.parts, p)
	s.Items = append(s.Items, items...)
	s.Skipped += len(t.Files) - len(items)
	return nil
}

// Leases is how many leases the keys take.
func (s *Source) Leases() int {
	ids := map[int64]bool{}
	for _, i := range s.Items {
		ids[i.life.leaseID()] = true
	}
	delete(ids, 0)
	return len(ids)
}

// size is about how many bytes of a transaction a put of the item takes.
func (i Item) size() int { return 3*len(i.Key) + len(i.Value) + 64 }
