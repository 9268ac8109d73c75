// Package migrate copies what is in etcd's v2 store to a v3 store, of the same cluster or
// of another, while both are in use. Begin with a [Migration] and its [Migration.Read];
// [Migration.Check] what was read before [Migration.Copy], or before [Migration.Follow],
// which goes on with what changes in v2.
//
// A key of v3's is only ever made where there is none: what is there already stays as it
// is, and is counted. So a copy that was broken off is done to its end by another one.
//
// Keys with a ttl are put with a lease, one for each second in which keys expire, whose
// id is made of that second: another run finds it again. A directory's ttl holds for what
// is in it.
//
// Each transaction of a copy writes a mark, too: a key of v3's that is deleted when the
// work is done. Two keys that were changed last at the same revision were changed by the
// same transaction, and v3 remembers where the mark was: so what a migration made is told
// from what others made or changed, by later runs as well, until the revisions are
// compacted.
package migrate
