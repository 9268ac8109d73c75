package dump

import (
	"fmt"
	"time"

	"etcd2sh/client/tree"
)

// directory is a directory of the file that has a record of its own, perhaps
// with a ttl. Only the worker that has that record writes its fields, before it
// has any record in the directory.
type directory struct {
	key     string
	parent  *directory // the nearest one above that has a record too; or nil
	expires time.Time  // zero until it is there, and when it is permanent
	existed bool       // it was there before the load, so the ttl is the store's
}

// enclosing gives the directory, of d and those above it, that a key lies in;
// or nil.
func (d *directory) enclosing(key string) *directory {
	for d != nil && !tree.IsBelow(key, d.key) {
		d = d.parent
	}
	return d
}

// expired gives the directory, of d and those above it, that is gone by now; or
// nil.
func (d *directory) expired() *directory {
	for ; d != nil; d = d.parent {
		if !d.expires.IsZero() && time.Now().After(d.expires) {
			return d
		}
	}
	return nil
}

// expiredError says that a key was not written because a directory that it lies
// in, which was there before the load, has expired.
type expiredError struct{ dir string }

func (e *expiredError) Error() string {
	return fmt.Sprintf("%s, which was there already with a ttl of its own, has expired or is about to", e.dir)
}
