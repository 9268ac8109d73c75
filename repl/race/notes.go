// Package race tells what clients of one store do to each other: play.go has them
// take turns, search.go in every order, and notes.go tells what an answer shows of
// the others.
package race

import (
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"etcd2sh/client"
)

// Kind is what an answer shows of other clients' writes.
type Kind string

// The kinds of notes, which are exact rules over answers.
const (
	LostUpdate Kind = "lost-update"  // an unconditional write replaced what its lane, which had read the key, never saw
	ABA        Kind = "aba"          // the same, by a write that compares with the value which the lane had seen
	BackInTime Kind = "back-in-time" // a read is older than what the lane saw before
	Refused    Kind = "refused"      // a compare failed, or the key was there
	Stale      Kind = "stale"        // a read is older than a write that was acknowledged before it
	Unknown    Kind = "unknown"      // a write of which nobody knows whether it happened
)

// Note is one thing that an exchange shows.
type Note struct {
	Kind Kind
	// Had is the version that the lane knew: a modifiedIndex, or where the key was
	// absent the index of the store at which it was; 0 where it knew none. Now is
	// the one that it met.
	Had, Now uint64
}

// Text tells the note of a lane in a sentence, without a stop: who is its name, or
// "you". It is empty where the answer itself says as much.
func (n Note) Text(who string) string {
	switch n.Kind {
	case LostUpdate:
		return fmt.Sprintf("%s had read @%d and replaced @%d, never seen", who, n.Had, n.Now)
	case ABA:
		return fmt.Sprintf("%s had read @%d and compared with @%d, the same value of another write", who, n.Had, n.Now)
	case BackInTime:
		return fmt.Sprintf("%s had seen @%d and reads @%d, which is older", who, n.Had, n.Now)
	case Stale:
		return fmt.Sprintf("%s reads @%d, but @%d was acknowledged before", who, n.Now, n.Had)
	case Refused:
		if n.Had != 0 && n.Now > n.Had {
			return fmt.Sprintf("another write came @%d, after %s read @%d", n.Now, who, n.Had)
		}
		return ""
	}
	return "nobody knows whether it happened"
}

// Notes judges the exchanges of some lanes, each a client of its own, with one
// store. The zero Notes is ready; it is safe for concurrent use.
type Notes struct {
	mu     sync.Mutex
	lanes  map[string]map[string]version // what each lane knows of each key
	acked  map[string]acknowledged       // the newest acknowledged write of each key
	newest acknowledged                  // the newest index of the store
}

// mostKeys is of how many keys something is kept, for each lane. Who looks at more at a
// time misses notes, and learns nothing wrong.
const mostKeys = 4096

// keep keeps what is known of a key; where that is too much, nothing else.
func keep[V any](known map[string]V, key string, v V) {
	if _, had := known[key]; !had && len(known) >= mostKeys {
		clear(known)
	}
	known[key] = v
}

// version is what a lane knows of a key.
type version struct {
	index uint64 // as Note.Had
	read  bool   // it was read, and not only written
	value uint64 // digest of the value; 0 where there was none
}

var digestSeed = maphash.MakeSeed()

// digest stands for a value, which may be large and must not be shown.
func digest(value *string) uint64 {
	if value == nil {
		return 0
	}
	return maphash.String(digestSeed, *value)
}

type acknowledged struct {
	index uint64
	when  time.Time
}

// Add takes an exchange of a lane, in the order in which answers came, and gives what
// it shows.
func (n *Notes) Add(lane string, x client.Exchange) []Note {
	if x.Key == "" || x.Asked.Has("wait") {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lanes == nil || n.wentBack(x) {
		n.newest = acknowledged{}
		n.lanes, n.acked = map[string]map[string]version{}, map[string]acknowledged{}
	}
	if index := storeIndex(x); index > n.newest.index {
		n.newest = acknowledged{index, x.Began.Add(x.Took)}
	}
	known := n.lanes[lane]
	if known == nil {
		known = map[string]version{}
		n.lanes[lane] = known
	}
	switch {
	case x.Method == "GET":
		return n.read(known, x)
	case x.Answer != nil:
		return n.wrote(known, x)
	case refusedCompare(x):
		return []Note{{Refused, known[x.Key].index, indexMet(x)}}
	case unknown(x):
		return []Note{{Kind: Unknown}}
	}
	return nil
}

// wentBack reports whether the store is not the one of before: its data was lost, or
// replaced. A write, and a read with quorum, are answered at an index no older than any
// that was known when they began; another read may be of a member that is behind.
func (n *Notes) wentBack(x client.Exchange) bool {
	index := storeIndex(x)
	current := x.Method != "GET" || x.Asked.Has("quorum")
	return current && index != 0 && index < n.newest.index && n.newest.when.Before(x.Began)
}

// storeIndex is the index of the store at an answer; 0 for one that does not tell.
func storeIndex(x client.Exchange) uint64 {
	switch {
	case x.Meta.EtcdIndex != nil:
		return *x.Meta.EtcdIndex
	case x.Method != "GET" && x.Answer != nil && x.Answer.Node.ModifiedIndex != nil:
		return *x.Answer.Node.ModifiedIndex
	}
	return 0
}

// read judges a read: each file that it shows, or that its key is absent.
func (n *Notes) read(known map[string]version, x client.Exchange) (notes []Note) {
	if x.Answer == nil {
		if x.Refusal != nil && x.Refusal.Code == client.ErrKeyNotFound && x.Meta.EtcdIndex != nil {
			return n.sees(known, x, x.Key, version{index: *x.Meta.EtcdIndex})
		}
		return nil
	}
	files(x.Answer.Node, func(f *client.Node) {
		notes = append(notes, n.sees(known, x, *f.Key, version{index: *f.ModifiedIndex, value: digest(f.Value)})...)
	})
	return notes
}

// sees judges one version that a read shows, and keeps it.
func (n *Notes) sees(known map[string]version, x client.Exchange, key string, v version) (notes []Note) {
	if had := known[key].index; v.index < had {
		notes = append(notes, Note{BackInTime, had, v.index})
	}
	if a := n.acked[key]; v.index < a.index && a.when.Before(x.Began) {
		notes = append(notes, Note{Stale, a.index, v.index})
	}
	v.read = true
	keep(known, key, v)
	return notes
}

// wrote judges a write that succeeded, and keeps its version.
func (n *Notes) wrote(known map[string]version, x client.Exchange) (notes []Note) {
	node, before := x.Answer.Node, x.Answer.PrevNode
	if node.Key == nil || node.ModifiedIndex == nil {
		return nil
	}
	had := known[*node.Key]
	if before != nil && before.ModifiedIndex != nil && had.read && *before.ModifiedIndex > had.index {
		if kind := replacing(x, had); kind != "" {
			notes = append(notes, Note{kind, had.index, *before.ModifiedIndex})
		}
	}
	keep(known, *node.Key, version{*node.ModifiedIndex, had.read, digest(node.Value)})
	if *node.ModifiedIndex > n.acked[*node.Key].index {
		keep(n.acked, *node.Key, acknowledged{*node.ModifiedIndex, x.Began.Add(x.Took)})
	}
	return notes
}

// replacing is the kind of a write that replaced what its lane, which knew an older
// version, never saw; "" where the write took care of that. What compares with another
// value than the lane knows relies on nothing that it saw.
func replacing(x client.Exchange, had version) Kind {
	switch {
	case x.Asked.Has("refresh"), x.Asked.Has("prevIndex"):
		return ""
	case !x.Asked.Has("prevValue"):
		return LostUpdate
	case digest(new(x.Asked.Get("prevValue"))) == had.value:
		return ABA
	}
	return ""
}

// files calls do with each file of a listing.
func files(n *client.Node, do func(*client.Node)) {
	if !n.Dir && n.Key != nil && n.ModifiedIndex != nil {
		do(n)
	}
	for _, child := range n.Nodes {
		files(child, do)
	}
}

func refusedCompare(x client.Exchange) bool {
	return x.Refusal != nil && (x.Refusal.Code == client.ErrCompareFailed || x.Refusal.Code == client.ErrKeyExists)
}

// indexMet is the modifiedIndex that a comparison of indexes met; 0 for any other.
func indexMet(x client.Exchange) (met uint64) {
	var given uint64
	if _, err := fmt.Sscanf(x.Refusal.Cause, "[%d != %d]", &given, &met); err != nil || !x.Asked.Has("prevIndex") {
		return 0
	}
	return met
}

// unknown reports whether nobody knows if a write happened.
func unknown(x client.Exchange) bool {
	return x.Sent && (x.Status == 0 || x.Err != nil || x.Refusal == nil && x.Status/100 != 2 || x.Refusal != nil && x.Refusal.Code == client.ErrRaftInternal)
}
