package repltest

import (
	"strings"
	"sync"
	"testing"

	"etcd2sh/repl"
)

// NewShell gives a shell on an endpoint whose results and errors go into one
// buffer.
func NewShell(t testing.TB, endpoint string) (*repl.Shell, *Buffer) {
	t.Helper()
	var both Buffer
	return &repl.Shell{Session: Open(t, endpoint), Out: repl.Stream{Writer: &both}, Err: repl.Stream{Writer: &both}}, &both
}

// Buffer is a stream that programs write to as well. The zero Buffer is empty;
// it is safe for concurrent use.
type Buffer struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write appends p.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String is all that was written since the last Reset.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// Reset empties the buffer.
func (b *Buffer) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.Reset()
}
