package migrate

import (
	"context"
	"iter"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/tree"
)

// Migration says what to copy, from where, and to where.
type Migration struct {
	From    *client.Client
	Options client.Options // of the reads
	Key     string         // canonical: a directory with all that is in it, or a file
	Hidden  []string       // keys that no listing shows, canonical: they are copied too

	To   *gateway.Gateway
	Into string // stands before each key of v2's in v3

	NoTTL bool // leaves out keys with a ttl
	// Progress is told of the keys that are done, and Conflict of each that is not as v2 has
	// it, from several goroutines; nil tells nobody.
	Progress func(keys int)
	Conflict func(Conflict)

	// Trouble is told of what a follower survives, as the loss of a connection; nil tells
	// nobody.
	Trouble func(error)

	// Map changes a key, or leaves it out; nil changes none. An error of it ends the
	// reading.
	Map func(ctx context.Context, i Item) (changed Item, keep bool, err error)
}

// markName is the last part of the mark's key; a name that v2 lists nowhere, so that no
// key which is copied has it.
const markName = "_etcd2sh-migrate"

// markValue says what the mark is, to whoever finds it.
const markValue = "etcd2sh copies keys from v2 to here; this key goes when that is done, and can be deleted if it never will be"

// Mark is the key of v3's that each transaction writes.
func (m *Migration) Mark() string { return m.Into + tree.Join(m.Key, "/"+markName) }

// roots are the keys that are copied with all that is in them, none within another.
func (m *Migration) roots() []string {
	roots := []string{m.Key}
	for _, key := range slices.Sorted(slices.Values(m.Hidden)) {
		if !slices.ContainsFunc(roots, func(root string) bool { return tree.IsWithin(key, root) }) {
			roots = append(roots, key)
		}
	}
	return roots
}

// copies gives the keys of v3's that may be copies, with another pair for an error. Under
// which of them stands what Map made nobody knows.
func (m *Migration) copies(ctx context.Context) iter.Seq2[gateway.KV, error] {
	return func(yield func(gateway.KV, error) bool) {
		for _, root := range m.roots() {
			prefix := m.Into
			if m.Map == nil {
				prefix += root
			}
			for kv, err := range m.To.All(ctx, prefix, false) {
				below := strings.TrimPrefix(string(kv.Key), m.Into)
				if err == nil && (string(kv.Key) == m.Mark() || m.Map == nil && !tree.IsWithin(below, root)) {
					continue
				}
				if !yield(kv, err) || err != nil {
					return
				}
			}
			if m.Map != nil {
				return
			}
		}
	}
}
