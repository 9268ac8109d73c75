package migrate

import (
	"cmp"
	"errors"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/tree"
)

// refuse notes why the last change of a key cannot be written, until another change of it
// can, or it is gone. It tells of what is news.
func (f *follower) refuse(source, key string, err error) {
	source = cmp.Or(source, key)
	if of := (*MapError)(nil); errors.As(err, &of) { // which speaks of a copy, and names the key
		err = of.Err
	}
	before, known := f.unwritten[source]
	f.unwritten[source] = err
	if !known || before.Error() != err.Error() {
		f.tell(Conflict{Source: source, Key: key, Err: err})
	}
}

// unwritable reports whether v3 refused a change for what it holds, so that it would
// refuse it again.
func unwritable(err error) bool {
	return client.Refused(err, client.RPCInvalidArgument, client.RPCResourceExhausted) && !gateway.WantsUser(err)
}

// errAltered says that a value is not what v2 holds.
var errAltered = errors.New("it holds U+FFFD: what stands there is not UTF-8, and etcd shows no more of it")

// writable is why an item cannot be written as it is; nil if it can.
func (i Item) writable() error {
	if tree.Altered(i.source) || tree.Altered(i.Value) {
		return errAltered
	}
	return nil
}

// doubtful parts what was read anew, and that nobody has checked, into what v3 surely
// takes, and changes to be made one by one. What cannot be written is noted.
func (f *follower) doubtful() (*Source, []change) {
	sound := *f.source
	sound.Items = nil
	var one []change
	for _, i := range f.source.Items {
		c := change{Item: i}
		c.Key = f.Into + i.Key
		err := i.writable()
		if err == nil && i.size() < large {
			sound.Items = append(sound.Items, i)
			continue
		}
		f.made[i.source] = placed{key: c.Key, life: i.life}
		if err != nil {
			f.refuse(i.source, c.Key, err)
			continue
		}
		one = append(one, c)
	}
	return &sound, one
}
