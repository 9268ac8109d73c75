package known

import (
	"container/list"
	"sync"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

const (
	maxSeen  = 4096 // keys that are remembered
	maxLearn = 1024 // keys that one answer can teach, so that it leaves the others room
)

// seen remembers the keys that answers told about, the latest ones. The zero
// seen is empty and ready; it is safe for concurrent use. putNode, putDir, put
// and remove want the caller to hold mu.
type seen struct {
	mu    sync.Mutex
	keys  map[string]*list.Element // of seenKey
	order list.List                // the oldest first
}

type seenKey struct {
	key string
	Fact
}

// learn is [Store.Learn].
func (m *seen) learn(r *client.Response) {
	if r.Node == nil {
		return
	}
	key := tree.Key(r.Node)
	switch r.Action {
	case "delete", "compareAndDelete", "expire":
		m.forget(key)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	left := maxLearn
	m.putNode(r.Node, time.Now(), &left)
	for key != "/" {
		key = tree.Parent(key)
		m.putDir(key)
	}
}

// putNode notes a node and all that is listed below it, as long as something is
// left.
func (m *seen) putNode(n *client.Node, now time.Time, left *int) {
	if *left == 0 {
		return
	}
	*left--
	m.put(tree.Key(n), factOf(n, now))
	for _, child := range n.Nodes {
		m.putNode(child, now, left)
	}
}

// refused is [Store.Refused].
func (m *seen) refused(e *client.Error) {
	switch {
	case e.Cause == "" || e.Cause[0] != '/':
	case e.Code == client.ErrKeyNotFound:
		m.forget(e.Cause)
	case e.Code == client.ErrNotFile:
		m.mu.Lock()
		defer m.mu.Unlock()
		m.putDir(e.Cause)
	}
}

// putDir notes that a key is a directory; what is known of it besides stays.
func (m *seen) putDir(key string) {
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

// forget is [Store.Forget].
func (m *seen) forget(keys ...string) {
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

func (m *seen) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = nil
	m.order.Init()
}

// find gives what is known of a key.
func (m *seen) find(key string) (Fact, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.keys[key]
	if !ok || e.Value.(seenKey).Gone() {
		return Fact{}, false
	}
	return e.Value.(seenKey).Fact, true
}

// children is [Store.Seen].
func (m *seen) children(dir string) []Child {
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
