package dump

import (
	"context"
	"fmt"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// write does what a load does to one key. The error says why it failed, or why
// the load cannot go on.
func (ld *load) write(ctx context.Context, t *task) (outcome, error) {
	switch gone := t.parent.expired(); {
	case gone != nil && gone.existed:
		return failed, &expiredError{gone.key}
	case gone != nil:
		return expired, nil
	}
	if ld.DryRun {
		return ld.preview(ctx, t)
	}
	for {
		start := time.Now()
		err := ld.create(ctx, t)
		switch {
		case err == nil && t.IsDir() && t.TTL != nil:
			t.dir.expires = start.Add(time.Duration(*t.TTL) * time.Second)
		case client.Refused(err, client.ErrKeyExists) && !ld.OnlyMissing, t.IsDir() && client.Refused(err, client.ErrKeyExists, client.ErrRootReadOnly):
			o, gone, err := ld.compare(ctx, t, err)
			if gone {
				continue // somebody deleted it since
			}
			return o, err
		case client.Refused(err, client.ErrKeyExists):
			return skipped, nil
		}
		return written, err
	}
}

// create writes a key that is not there; with --overwrite a file whatever is.
func (ld *load) create(ctx context.Context, t *task) error {
	var err error
	if o := ld.setOptions(t); t.IsDir() {
		_, err = ld.Client.Mkdir(ctx, t.Key, o)
	} else {
		_, err = ld.Client.Set(ctx, t.Key, *t.Value, o)
	}
	return err
}

func (ld *load) setOptions(t *task) client.SetOptions {
	o := client.SetOptions{Options: ld.Options, TTL: t.TTL}
	if !t.IsDir() && !ld.Overwrite {
		o.PrevExist = new(false)
	}
	return o
}

// compare looks at what is there in the place of a record. exists is the
// refusal that said so.
func (ld *load) compare(ctx context.Context, t *task, exists error) (o outcome, gone bool, err error) {
	start := time.Now()
	r, err := ld.Client.Get(ctx, t.Key, client.GetOptions{Options: ld.Options, Quorum: true})
	if client.Refused(err, client.ErrKeyNotFound) {
		return 0, true, nil
	}
	if err != nil {
		return failed, false, err
	}
	if exists == nil {
		exists = keyExists(t.Key, r.Meta)
	}
	here := r.Node
	switch same := here.Dir == t.IsDir(); {
	case same && t.IsDir():
		if ttl := tree.TTLLeft(here, start); ttl != nil {
			t.dir.expires, t.dir.existed = start.Add(time.Duration(*ttl-1)*time.Second), true // etcd rounds up
		}
		return skipped, false, nil
	case ld.OnlyMissing:
		return skipped, false, nil
	case here.Dir:
		return failed, false, fmt.Errorf("%w: it is a directory", exists)
	case t.IsDir():
		return failed, false, fmt.Errorf("%w: it is a file", exists)
	case ld.Overwrite:
		return written, false, nil
	case here.Value != nil && *here.Value == *t.Value:
		return skipped, false, nil
	}
	return failed, false, fmt.Errorf("%w: it holds another value", exists)
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

// preview tells what write would do, as the store is now.
func (ld *load) preview(ctx context.Context, t *task) (outcome, error) {
	value := ""
	if !t.IsDir() {
		value = *t.Value
	}
	if err := client.CheckSet(t.Key, value, ld.setOptions(t)); err != nil {
		return failed, err
	}
	o, gone, err := ld.compare(ctx, t, nil)
	if gone {
		return written, nil
	}
	return o, err
}
