// Package recipe builds a lock, a leader election and a queue from etcd's v2
// keys. Start with [Lock], [Election] or [Queue]; each needs a client and a key.
// They work on any client and between programs that use this package; what they
// keep can be read with any other tool. A lock or an election never deletes a key
// that another made, and never says that it holds what it may have lost.
//
// A lock or an election is a directory K in which everyone who wants to hold it
// makes an in-order key with a ttl (a POST); the lowest key holds. Each one that
// waits watches the key before its own and nothing else, so that a release wakes
// one of them; the holder watches its own, and stops when somebody deletes it. A
// key lives as long as its owner refreshes it, about three times in a ttl. Its
// value is who made it, a space, and 16 random hexadecimal digits by which its
// owner knows it again:
//
//	/lock/00000000000000000017   host:4711 8d3bb1f0a4c1d7e2
//	/lock/00000000000000000021   host:4822 02f1c50be9a3d846
//
// No lock with a time limit excludes every mistake: a process may stand still
// for longer than the ttl between its last look at the clock and its write. The
// token ([Held.Token]) grows from holder to holder; a store that refuses a
// smaller one than it has seen is safe even then.
//
// A queue is a directory of in-order keys, put there with
// [client.Client.CreateInOrder]. The lowest is taken by deleting it as it was
// read, in which one taker can succeed.
package recipe
