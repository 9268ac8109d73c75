// Package v2store ends what is left of v2 in a cluster, so that etcd 3.6 starts on it:
// [Read] and [Contents.Clear] empty the store, [Recipe] is the restart with which that
// leaves the raft log, and [Push] does the same without one. It prints nothing and asks
// nobody.
package v2store
