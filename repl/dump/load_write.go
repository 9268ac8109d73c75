package dump

import (
	"context"
	"errors"
	"fmt"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// outcome is what became of a record.
type outcome int

const (
	loadWritten outcome = iota
	loadSkipped
	loadExpired
	loadFailed
	loadUnknown
)

// write does what a load does to one key. The error says why it failed, or why
// the load cannot go on.
func (l *loader) write(ctx context.Context, p *loading) (outcome, error) {
	switch gone := p.within.expired(); {
	case gone != nil && gone.found:
		return loadFailed, &goneDirectory{gone.key}
	case gone != nil:
		return loadExpired, nil
	}
	if l.dryRun {
		return l.would(ctx, p)
	}
	for {
		start := time.Now()
		err := l.create(ctx, p)
		switch {
		case err == nil && p.dir() && p.ttl != nil:
			p.mortal.expires = start.Add(time.Duration(*p.ttl) * time.Second)
		case client.Refused(err, client.ErrKeyExists) && !l.onlyMissing, p.dir() && client.Refused(err, client.ErrKeyExists, client.ErrRootReadOnly):
			o, gone, err := l.compare(ctx, p, err)
			if gone {
				continue // somebody deleted it since
			}
			return o, err
		case client.Refused(err, client.ErrKeyExists):
			return loadSkipped, nil
		}
		return loadWritten, err
	}
}

// create writes a key that is not there; with --overwrite a file whatever is.
func (l *loader) create(ctx context.Context, p *loading) error {
	var err error
	if o := l.setOptions(p); p.dir() {
		_, err = l.client.Mkdir(ctx, p.Key, o)
	} else {
		_, err = l.client.Set(ctx, p.Key, *p.Value, o)
	}
	return err
}

func (l *loader) setOptions(p *loading) client.SetOptions {
	o := client.SetOptions{Options: l.options, TTL: p.ttl}
	if !p.dir() && !l.overwrite {
		o.PrevExist = new(false)
	}
	return o
}

// compare looks at what is there in the place of a record. exists is the
// refusal that said so.
func (l *loader) compare(ctx context.Context, p *loading, exists error) (o outcome, gone bool, err error) {
	start := time.Now()
	r, err := l.client.Get(ctx, p.Key, client.GetOptions{Options: l.options, Quorum: true})
	if client.Refused(err, client.ErrKeyNotFound) {
		return 0, true, nil
	}
	if err != nil {
		return loadFailed, false, err
	}
	if exists == nil {
		exists = keyExists(p.Key, r.Meta)
	}
	here := r.Node
	switch same := here.Dir == p.dir(); {
	case same && p.dir():
		if ttl := tree.TTLLeft(here, start); ttl != nil {
			p.mortal.expires, p.mortal.found = start.Add(time.Duration(*ttl-1)*time.Second), true // etcd rounds up
		}
		return loadSkipped, false, nil
	case l.onlyMissing:
		return loadSkipped, false, nil
	case here.Dir:
		return loadFailed, false, fmt.Errorf("%w: it is a directory", exists)
	case p.dir():
		return loadFailed, false, fmt.Errorf("%w: it is a file", exists)
	case l.overwrite:
		return loadWritten, false, nil
	case here.Value != nil && *here.Value == *p.Value:
		return loadSkipped, false, nil
	}
	return loadFailed, false, fmt.Errorf("%w: it holds another value", exists)
}

// keyExists is the refusal that etcd would give to a create.
func keyExists(key string, meta client.Meta) error {
	meta.Status = 412
	e := &client.Error{Code: client.ErrKeyExists, Message: "Key already exists", Cause: key, Meta: meta}
	if meta.EtcdIndex != nil {
		e.Index = *meta.EtcdIndex
	}
	return e
}

// would tells what write would do, as the store is now.
func (l *loader) would(ctx context.Context, p *loading) (outcome, error) {
	value := ""
	if !p.dir() {
		value = *p.Value
	}
	if err := client.CheckSet(p.Key, value, l.setOptions(p)); err != nil {
		return loadFailed, err
	}
	o, gone, err := l.compare(ctx, p, nil)
	if gone {
		return loadWritten, nil
	}
	return o, err
}

// goneDirectory says that a key was not written because a directory that it
// lies in, which was there before the load, has expired.
type goneDirectory struct{ key string }

func (g *goneDirectory) Error() string {
	return fmt.Sprintf("%s, which was there already with a ttl of its own, has expired or is about to", g.key)
}

// judge tells whether an error is about the one key alone, so that the load
// goes on, or about the load.
func judge(o outcome, err error) (_ outcome, ends bool) {
	switch {
	case err == nil:
		return o, false
	case client.IsUnknown(err):
		return loadUnknown, true
	case errors.As(err, new(*client.Unreachable)):
		return o, true // its reasons may be refusals
	case errors.As(err, new(*client.Error)), errors.As(err, new(*client.Argument)), errors.As(err, new(*goneDirectory)):
		return loadFailed, false
	}
	return o, true
}
