package render

import (
	"fmt"
	"net/http"

	"etcd2sh/client"
)

// The entries of etcd's answers, in the order in which etcd sends them. Each
// function stops, and returns false, when yield does.

func eachOfResponse(r *client.Response, yield func(key, value any) bool) bool {
	return yield(Keyword("action"), r.Action) &&
		(r.Node == nil || yield(Keyword("node"), r.Node)) &&
		(r.PrevNode == nil || yield(Keyword("prevNode"), r.PrevNode))
}

func eachOfListing(l *client.Listing, yield func(key, value any) bool) bool {
	before := l.PrevNode()
	return yield(Keyword("action"), l.Action) && yield(Keyword("node"), l.Node()) &&
		(before == nil || yield(Keyword("prevNode"), before))
}

// children are those of a node of a listing.
type children struct{ *client.Item }

// nodeOf gives a node by itself and its children, which are nil where there are none.
func nodeOf(v any) (n *client.Node, nodes any) {
	switch v := v.(type) {
	case *client.Node:
		if v != nil && v.Nodes != nil {
			nodes = v.Nodes
		}
		return v, nodes
	case *client.Item:
		if v.Len() > 0 {
			nodes = children{v}
		}
		return &v.Node, nodes
	}
	return nil, nil
}

func eachOfNode(n *client.Node, nodes any, yield func(key, value any) bool) bool {
	return (n.Key == nil || yield(Keyword("key"), n.Key)) &&
		(n.Value == nil || yield(Keyword("value"), n.Value)) &&
		(!n.Dir || yield(Keyword("dir"), true)) &&
		(n.Expiration == nil || yield(Keyword("expiration"), n.Expiration)) &&
		(n.TTL == nil || yield(Keyword("ttl"), n.TTL)) &&
		(nodes == nil || yield(Keyword("nodes"), nodes)) &&
		(n.ModifiedIndex == nil || yield(Keyword("modifiedIndex"), n.ModifiedIndex)) &&
		(n.CreatedIndex == nil || yield(Keyword("createdIndex"), n.CreatedIndex))
}

func eachOfMeta(m client.Meta, yield func(key, value any) bool) bool {
	var leader any
	if m.Leader != nil {
		leader = *m.Leader
	}
	return yield(Keyword("status"), m.Status) &&
		yield(Keyword("leader-peer-url"), leader) &&
		yield(Keyword("etcd-index"), index(m.EtcdIndex)) &&
		yield(Keyword("raft-index"), index(m.RaftIndex)) &&
		yield(Keyword("raft-term"), index(m.RaftTerm)) &&
		(m.ClusterID == nil || yield(Keyword("cluster-id"), m.ClusterID))
}

// Refusal is etcd's refusal as data, the HTTP status merged in. What etcd did
// not send is left out; an index comes only with an error code. Where a user was
// wanted it tells as whom etcd was asked.
func Refusal(e *client.Error) Map {
	m := Map{{Keyword("status"), e.Meta.Status}}
	if e.Code != 0 {
		m = append(m, Entry{Keyword("errorCode"), int(e.Code)})
	}
	m = append(m, Entry{Keyword("message"), e.Message})
	if e.Cause != "" {
		m = append(m, Entry{Keyword("cause"), e.Cause})
	}
	if e.Code != 0 && !e.Code.IsRPC() {
		m = append(m, Entry{Keyword("index"), e.Index})
	}
	if e.Meta.Status == http.StatusUnauthorized && !e.Code.IsRPC() {
		m = append(m, Entry{Keyword("as"), e.AsWhom()})
	}
	return m
}

// metaOf gives the metadata of an answer.
func metaOf(v any) (m client.Meta, ok bool) {
	switch v := v.(type) {
	case *client.Response:
		if v != nil {
			return v.Meta, true
		}
	case *client.Listing:
		return v.Meta, true
	}
	return m, false
}

// withMeta puts the metadata of an answer before it: in edn as a line of its
// own, which is printed at once, in json as the first member. On a terminal that
// line is short.
func (s Style) withMeta(p *printer, v any) any {
	meta, ok := metaOf(v)
	if !ok || !s.Meta {
		return v
	}
	if p.json {
		m := Map{{Keyword("meta"), meta}}
		each(v, func(key, value any) bool {
			m = append(m, Entry{key, value})
			return true
		})
		return m
	}
	if s.Terminal {
		p.buf = append(p.buf, s.shortMeta(meta)...)
	} else {
		p.mark("^")
		p.value(meta, 0)
	}
	p.newline(0)
	return v
}

// shortMeta is what a person looks for in metadata, on one dim line: as many entries
// as it has room for.
func (s Style) shortMeta(m client.Meta) string {
	line := fmt.Sprintf("^{:status %d", m.Status)
	for _, header := range []struct {
		name  string
		index *uint64
	}{{"etcd-index", m.EtcdIndex}, {"raft-index", m.RaftIndex}, {"raft-term", m.RaftTerm}} {
		if header.index == nil {
			continue
		}
		entry := fmt.Sprintf(`, :%s "%d"`, header.name, *header.index)
		if s.Width > 0 && len(line)+len(entry) >= s.Width {
			break // an entry that is cut could say something else
		}
		line += entry
	}
	return s.Dim(line + "}")
}
