package known

import (
	"container/list"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

const (
	maxSeen  = 4096 // keys that are remembered
	maxLearn = 1024 // keys that one answer can teach, so that it leaves the others room
	maxValue = 240  // bytes of a value that are kept
)

// Fact is what an answer told about a key.
type Fact struct {
	Dir     bool
	value   string    // its beginning; empty for a directory
	expires time.Time // zero for a permanent key
}

// Gone reports whether the key has expired by now.
func (f Fact) Gone() bool { return !f.expires.IsZero() && !time.Now().Before(f.expires) }

// TTL gives the seconds left, rounded up as etcd does, or 0 for a permanent
// key.
func (f Fact) TTL() int64 {
	if f.expires.IsZero() {
		return 0
	}
	return int64((time.Until(f.expires) + time.Second - 1) / time.Second)
}

func factOf(n *client.Node, now time.Time) Fact {
	f := Fact{Dir: n.Dir}
	if n.Value != nil {
		f.value = cutBytes(*n.Value, maxValue)
	}
	if n.TTL != nil {
		f.expires = now.Add(time.Duration(*n.TTL) * time.Second)
	}
	return f
}

// cutBytes cuts a text after a whole character.
func cutBytes(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return strings.Clone(text[:most])
}

// seen remembers the keys that answers told about, the latest ones.
type seen struct {
	mu    sync.Mutex
	keys  map[string]*list.Element // of seenKey
	order list.List                // the oldest first
}

type seenKey struct {
	key string
	Fact
}

// Learn takes in an answer.
func (m *seen) Learn(r *client.Response) {
	if r.Node == nil {
		return
	}
	key := tree.Key(r.Node)
	switch r.Action {
	case "delete", "compareAndDelete", "expire":
		m.Forget(key)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	left := maxLearn
	m.node(r.Node, time.Now(), &left)
	for key != "/" {
		key = tree.Parent(key)
		m.isDir(key)
	}
}

func (m *seen) node(n *client.Node, now time.Time, left *int) {
	if *left == 0 {
		return
	}
	*left--
	m.put(tree.Key(n), factOf(n, now))
	for _, child := range n.Nodes {
		m.node(child, now, left)
	}
}

// Refused learns from a refusal what it says about the key that it names.
func (m *seen) Refused(e *client.Error) {
	switch {
	case e.Cause == "" || e.Cause[0] != '/':
	case e.Code == client.ErrKeyNotFound:
		m.Forget(e.Cause)
	case e.Code == client.ErrNotFile:
		m.mu.Lock()
		defer m.mu.Unlock()
		m.isDir(e.Cause)
	}
}

// isDir notes that a key is a directory; what is known of it besides stays.
func (m *seen) isDir(key string) {
	f := Fact{Dir: true}
	if e, ok := m.keys[key]; ok && e.Value.(seenKey).Dir {
		f = e.Value.(seenKey).Fact
	}
	m.put(key, f)
}

func (m *seen) put(key string, f Fact) {
	if m.keys == nil {
		m.keys = map[string]*list.Element{}
	}
	if e, ok := m.keys[key]; ok {
		m.order.Remove(e)
	}
	m.keys[key] = m.order.PushBack(seenKey{key, f})
	if m.order.Len() > maxSeen {
		m.remove(m.order.Front())
	}
}

func (m *seen) remove(e *list.Element) {
	delete(m.keys, e.Value.(seenKey).key)
	m.order.Remove(e)
}

// Forget drops keys and all that is below them.
func (m *seen) Forget(keys ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		for name, e := range m.keys {
			if tree.IsWithin(name, key) {
				m.remove(e)
			}
		}
	}
}

func (m *seen) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = nil
	m.order.Init()
}

// Get gives what is known of a key.
func (m *seen) Get(key string) (Fact, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.keys[key]
	if !ok || e.Value.(seenKey).Gone() {
		return Fact{}, false
	}
	return e.Value.(seenKey).Fact, true
}

// Children gives the children of a directory that were seen, in no order.
func (m *seen) Children(dir string) []Child {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []Child
	for key, e := range m.keys {
		if f := e.Value.(seenKey).Fact; key != "/" && tree.Parent(key) == dir && !f.Gone() {
			found = append(found, Child{tree.Name(key), f})
		}
	}
	return found
}
