package client

import "time"

// Node is one node of the store, as etcd describes it in an answer. What the
// answer does not mention is nil: the root has no key and no indexes, a
// directory no value, an empty directory (and one below the first level of a
// listing that is not recursive) no nodes.
type Node struct {
	Key           *string    // absolute, with the leading slash; nil for the root
	Value         *string    // nil for a directory and for what a delete leaves behind
	Dir           bool       // true for a directory
	Expiration    *time.Time // when the key will expire, UTC; nil when it will not
	TTL           *int64     // seconds left, rounded up by etcd; nil when permanent, and at 0
	Nodes         []*Node    // the children, in the order the server sent them
	ModifiedIndex *uint64    // the index of the last change
	CreatedIndex  *uint64    // the index at which the node was created or replaced
}

// Meta is what an answer says beside its body. A header that the server did
// not send is nil: refusals carry no raft index and no raft term.
type Meta struct {
	Status    int     // the HTTP status
	EtcdIndex *uint64 // X-Etcd-Index: the store's index; for a watch, its index when the watch began
	RaftIndex *uint64 // X-Raft-Index
	RaftTerm  *uint64 // X-Raft-Term
	ClusterID *string // X-Etcd-Cluster-Id, in hexadecimal
	Leader    *string // X-Leader-Peer-URL, sent by etcd 0.4 only
}

// Response is a whole answer of etcd's to a request that succeeded.
type Response struct {
	Action   string // get, set, create, update, compareAndSwap, delete, compareAndDelete or expire
	Node     *Node  // as it is after the request; of a delete, what is left of it
	PrevNode *Node  // nil for get, create and a set of a new key
	Meta     Meta   // what the answer says beside its body
}
