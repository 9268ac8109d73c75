package doctor

import (
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/lang"
)

// judgeTTL looks for keys that expire: as long as there is one, etcd makes two entries of
// v2 a second.
func judgeTTL(f *Facts) Finding {
	if f.Left() {
		return f.v2IsGone()
	}
	var expiring []*client.Node
	for _, n := range f.Nodes {
		if n.TTL != nil || n.Expiration != nil {
			expiring = append(expiring, n)
		}
	}
	sync := f.Span > 0 && f.anyMember(func(m Member) bool {
		return m.Last.Sum(applied, `op="SYNC"`) > m.First.Sum(applied, `op="SYNC"`)
	})
	switch {
	case len(expiring) > 0:
		return Finding{Bad, fmt.Sprintf("%s with a ttl, as %s: while there is one, etcd makes two entries a second, with v2 off, too", lang.Plural(len(expiring), "node"), tree.Key(expiring[0])),
			[]string{"migrate: makes leases of them", "delete! them, or wait for their end, before the snapshot"}}
	case sync:
		return Finding{Bad, "etcd makes entries for a ttl that cannot be listed: of a hidden key, or with v2 off", []string{"ask the owners of hidden names; with --enable-v2 on again, delete! such a key by its name"}}
	case f.Unread != nil:
		return Finding{Unseen, f.unlisted(), []string{"doctor --watch 10s: tells whether etcd makes entries for one"}}
	}
	return Finding{Verdict: Well, Seen: "none can be listed; a hidden key may have a ttl"}
}
