package repl

import (
	"container/list"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"etcd2sh/client"
)

const (
	maxSeen  = 4096 // keys that are remembered
	maxLearn = 1024 // keys that one answer can teach, so that it leaves the others room
	maxValue = 240  // bytes of a value that are kept
)

// fact is what an answer told about a key.
type fact struct {
	dir     bool
	value   string    // its beginning; empty for a directory
	expires time.Time // zero for a permanent key
}

// gone reports whether the key has expired by now.
func (f fact) gone() bool { return !f.expires.IsZero() && !time.Now().Before(f.expires) }

// ttl gives the seconds left, rounded up as etcd does, or 0 for a permanent
// key.
func (f fact) ttl() int64 {
	if f.expires.IsZero() {
		return 0
	}
	return int64((time.Until(f.expires) + time.Second - 1) / time.Second)
}

func nodeFact(n *client.Node, now time.Time) fact {
	f := fact{dir: n.Dir}
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
	fact
}

// learn takes in an answer.
func (m *seen) learn(r *client.Response) {
	if r.Node == nil {
		return
	}
	key := nodeKey(r.Node)
	switch r.Action {
	case "delete", "compareAndDelete", "expire":
		m.forget(key)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	left := maxLearn
	m.node(r.Node, time.Now(), &left)
	for key != "/" {
		key = parent(key)
		m.isDir(key)
	}
}

func (m *seen) node(n *client.Node, now time.Time, left *int) {
	if *left == 0 {
		return
	}
	*left--
	m.put(nodeKey(n), nodeFact(n, now))
	for _, child := range n.Nodes {
		m.node(child, now, left)
	}
}

// refused learns from a refusal what it says about the key that it names.
func (m *seen) refused(e *client.Error) {
	switch {
	case e.Cause == "" || e.Cause[0] != '/':
	case e.Code == client.ErrKeyNotFound:
		m.forget(e.Cause)
	case e.Code == client.ErrNotFile:
		m.mu.Lock()
		defer m.mu.Unlock()
		m.isDir(e.Cause)
	}
}

// isDir notes that a key is a directory; what is known of it besides stays.
func (m *seen) isDir(key string) {
	f := fact{dir: true}
	if e, ok := m.keys[key]; ok && e.Value.(seenKey).dir {
		f = e.Value.(seenKey).fact
	}
	m.put(key, f)
}

func (m *seen) put(key string, f fact) {
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

// forget drops keys and all that is below them.
func (m *seen) forget(keys ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		for name, e := range m.keys {
			if isWithin(name, key) {
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

// get gives what is known of a key.
func (m *seen) get(key string) (fact, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.keys[key]
	if !ok || e.Value.(seenKey).gone() {
		return fact{}, false
	}
	return e.Value.(seenKey).fact, true
}

// children gives the children of a directory that were seen, in no order.
func (m *seen) children(dir string) []child {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []child
	for key, e := range m.keys {
		if f := e.Value.(seenKey).fact; key != "/" && parent(key) == dir && !f.gone() {
			found = append(found, child{lastName(key), f})
		}
	}
	return found
}

func nodeKey(n *client.Node) string {
	if n.Key == nil {
		return "/"
	}
	return *n.Key
}

// parent is the directory of a key; the root's is the root.
func parent(key string) string { return key[:max(1, strings.LastIndexByte(key, '/'))] }

func lastName(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// isWithin reports whether a key is dir or below it.
func isWithin(key, dir string) bool {
	return dir == "/" || key == dir || strings.HasPrefix(key, dir) && key[len(dir)] == '/'
}
