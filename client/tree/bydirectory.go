package tree

import (
	"context"
	"fmt"
	"sync"
	"time"

	"etcd2sh/client"
)

// EachByDirectory calls do for what is at a key and for all that is below it, in the
// order of names, a directory before what is in it; with says how many children it
// has, and read when the node was asked for. A node holds until do returns, and an error
// of do ends it all.
//
// A request for each directory, several ahead of do, is kinder to the server than one
// answer with all of it, and only what is read ahead is in memory; but it is not the
// tree of any one moment: what was made or deleted in the meantime may be there or not.
// It gives when the key was asked for, and the store's index then; nil when the server
// did not tell.
func EachByDirectory(ctx context.Context, c *client.Client, key string, o client.Options, do func(n *client.Node, with int, read time.Time) error) (read time.Time, index *uint64, err error) {
	ctx, stop := context.WithCancel(ctx)
	w := walk{c: c, options: o, do: do, slots: make(chan struct{}, InFlight)}
	defer w.reads.Wait()
	defer stop()
	top := w.list(ctx, key)
	if top.err != nil {
		return top.read, nil, top.err
	}
	w.options.TrailingSlash = false // which was said of the key alone
	return top.read, top.Meta.EtcdIndex, w.node(ctx, top)
}

// walk goes through a tree by directory.
type walk struct {
	c       *client.Client
	options client.Options
	do      func(n *client.Node, with int, read time.Time) error
	slots   chan struct{} // one for each request that is under way
	reads   sync.WaitGroup
}

// directory is what was read at a key: no Listing where it was gone.
type directory struct {
	*client.Listing
	read time.Time // when it was asked for
	err  error
}

// list reads what is at a key.
func (w *walk) list(ctx context.Context, key string) directory {
	d := directory{read: time.Now()}
	d.Listing, d.err = w.c.List(ctx, key, client.GetOptions{Options: w.options, Quorum: true})
	if d.err == nil {
		d.err = checkItem(d.Node(), key, 0)
	}
	return d
}

// node does what is to be done for what was read at a key, and below it.
func (w *walk) node(ctx context.Context, d directory) error {
	top := d.Node()
	a := ahead{walk: w}
	var files int
	for _, same := range top.ByName() {
		for _, n := range same {
			if n.Dir {
				a.keys = append(a.keys, *n.Key)
			} else {
				files++
			}
		}
	}
	a.reads = make([]chan directory, len(a.keys))
	if err := a.skipGone(ctx, files); err != nil {
		return err
	}
	if err := w.do(&top.Node, files+len(a.keys)-a.next, d.read); err != nil {
		return err
	}
	for _, same := range top.ByName() {
		for _, n := range same {
			err := error(nil)
			if !n.Dir {
				err = w.do(&n.Node, 0, d.read)
			} else if below := a.take(ctx, *n.Key); below.err != nil || below.Listing == nil {
				err = below.err
			} else {
				err = w.node(ctx, below)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// ahead reads the subdirectories of a directory, some before they are asked for.
type ahead struct {
	*walk
	keys  []string
	reads []chan directory // as far as they have begun
	next  int              // which is to be taken
}

// skipGone leaves out those that are gone at the beginning, where there are no files
// beside them: a directory without any other child is an empty one.
func (a *ahead) skipGone(ctx context.Context, files int) error {
	for files == 0 && a.next < len(a.keys) {
		d := a.wait(ctx)
		if d.Listing != nil || d.err != nil {
			a.reads[a.next] <- d // for take
			return d.err
		}
		a.next++
	}
	return nil
}

// take gives the subdirectory with that key, which is the next or was left out as gone.
func (a *ahead) take(ctx context.Context, key string) directory {
	if a.next == len(a.keys) || a.keys[a.next] != key {
		return directory{}
	}
	d := a.wait(ctx)
	a.reads[a.next] = nil
	a.next++
	return d
}

// wait waits for the next subdirectory, and begins to read those after it.
func (a *ahead) wait(ctx context.Context) directory {
	for i := a.next; i < min(a.next+InFlight, len(a.keys)); i++ {
		if a.reads[i] != nil {
			continue
		}
		done := make(chan directory, 1)
		a.reads[i] = done
		a.walk.reads.Go(func() {
			a.slots <- struct{}{}
			done <- a.read(ctx, a.keys[i])
			<-a.slots
		})
	}
	return <-a.reads[a.next]
}

// read reads a subdirectory, unless it is gone.
func (a *ahead) read(ctx context.Context, key string) directory {
	d := a.list(ctx, key)
	switch missing := client.Refused(d.err, client.ErrKeyNotFound, client.ErrNotDir); {
	case missing && Altered(key):
		d.err = fmt.Errorf("%s is not UTF-8 on the server, so it cannot be listed by itself; only the dump of all at once shows what is in it", key)
	case missing:
		return directory{}
	}
	return d
}
