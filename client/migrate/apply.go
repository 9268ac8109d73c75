package migrate

import (
	"context"
	"slices"
)

// sync makes v3 as v2 was when it was read: the copy, then what a migration made that v2
// has otherwise now, or not at all.
func (f *follower) sync(ctx context.Context) error {
	var other []change
	f.made, f.owned, f.unwritten = map[string]placed{}, map[int64]bool{}, map[string]error{}
	f.came = func(c change, o outcome) {
		p := placed{key: c.Key, life: c.life}
		if o.done {
			p.at = o.revision
		}
		if f.made[c.source] = p; !o.done && !c.is(o.found) {
			other = append(other, c)
		}
	}
	sound, doubtful := f.source, []change(nil)
	if f.copied { // else they were checked
		sound, doubtful = f.doubtful()
	}
	before := f.counts
	err := f.untilAnswered(ctx, func() error {
		f.counts, other = before, nil
		return f.copy(ctx, sound)
	})
	if err != nil {
		return err
	}
	other = append(other, doubtful...)
	for _, p := range f.source.parts {
		f.lag.Index = max(f.lag.Index, p.index)
	}
	left, err := f.left(ctx)
	if err != nil {
		return err
	}
	return f.apply(ctx, append(other, left...))
}

// left finds the keys that a migration made of what is in v2 no longer.
func (f *follower) left(ctx context.Context) ([]change, error) {
	known := map[string]bool{}
	for _, p := range f.made {
		known[p.key] = true
	}
	var all []change
	err := f.untilAnswered(ctx, func() error {
		all = nil
		for kv, err := range f.copies(ctx) {
			if err != nil {
				return err
			}
			if known[string(kv.Key)] {
				continue
			}
			own, err := f.owns(ctx, &kv)
			if err != nil {
				return err
			}
			if own {
				all = append(all, change{Item: Item{Key: string(kv.Key)}, deleted: true, at: kv.ModRevision})
			}
		}
		return nil
	})
	return all, err
}

// apply makes changes, each as long as the key is as a migration left it. It does again
// what gets lost, which does nothing if it was done.
func (f *follower) apply(ctx context.Context, todo []change) error {
	for len(todo) > 0 {
		var again []change
		for _, batch := range batches(todo) {
			more, err := f.applyBatch(ctx, batch)
			if err != nil {
				return err
			}
			again = append(again, more...)
		}
		todo = again
	}
	return nil
}

// applyBatch makes the changes of one transaction; more are those to be tried again with
// what is known of them now.
func (f *follower) applyBatch(ctx context.Context, batch []change) (more []change, err error) {
	var got []outcome
	err = f.untilAnswered(ctx, func() error {
		got, err = f.send(ctx, &f.leases, batch)
		return err
	})
	switch {
	case unwritable(err) && len(batch) > 1:
		for c := range slices.Chunk(batch, 1) { // to find the one that v3 does not take
			again, err := f.applyBatch(ctx, c)
			if err != nil {
				return nil, err
			}
			more = append(more, again...)
		}
		return more, nil
	case unwritable(err):
		f.refuse(batch[0].source, batch[0].Key, err)
		return nil, nil
	case err != nil:
		return nil, err
	}
	for i, c := range batch {
		again, err := f.takeOutcome(ctx, &c, got[i])
		if err != nil {
			return nil, err
		}
		if again {
			more = append(more, c)
		}
	}
	return more, nil
}

// takeOutcome takes the outcome of a change; again says that it is to be tried again.
func (f *follower) takeOutcome(ctx context.Context, c *change, o outcome) (again bool, err error) {
	switch {
	case o.done || o.found == nil && c.deleted:
		f.noteMade(*c, o)
		return false, nil
	case o.found == nil: // what we made is gone, with its lease perhaps
		c.at = 0
		return true, nil
	case !c.deleted && c.is(o.found):
		f.made[c.source] = placed{key: c.Key, life: c.life}
		delete(f.unwritten, c.source)
		return false, nil
	}
	var own bool
	err = f.untilAnswered(ctx, func() error {
		own, err = f.owns(ctx, o.found)
		return err
	})
	if own {
		c.at = o.found.ModRevision
		return true, err
	}
	if err == nil {
		delete(f.unwritten, c.source) // it is a conflict instead
		f.counts.Conflicts++
		f.tell(c.conflict(o.found))
		if was, ok := f.made[c.source]; ok { // told of once for this end
			was.life = c.life
			f.made[c.source] = was
		}
	}
	return false, err
}

// noteMade notes a change that was made.
func (f *follower) noteMade(c change, o outcome) {
	if !c.renews {
		f.lag.Applied++
	}
	delete(f.unwritten, c.source)
	switch {
	case c.deleted && f.made[c.source].key == c.Key:
		delete(f.made, c.source)
	case !c.deleted:
		f.made[c.source] = placed{key: c.Key, at: o.revision, life: c.life}
	}
}
