package migrate

import (
	"fmt"
	"strings"
)

// Problem is something that stands in the way of a migration.
type Problem struct {
	What string // what was found
	Do   string // what to do about it
}

// Refused says that nothing was written, and why. It is always a pointer.
type Refused struct{ Problems []Problem }

// Error lists the problems.
func (r *Refused) Error() string {
	var b strings.Builder
	b.WriteString("nothing was written, because of what stands in the way:")
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "\n- %s: %s", p.What, p.Do)
	}
	return b.String()
}

// MapError says for which key Map failed. It is always a pointer.
type MapError struct {
	Key string
	Err error
}

// Error names the key.
func (m *MapError) Error() string {
	return fmt.Sprintf("%s cannot be changed as asked, and nothing was written: %v", m.Key, m.Err)
}

// Unwrap gives what went wrong.
func (m *MapError) Unwrap() error { return m.Err }

// BrokenOff is how a copy ended that is not whole; another one completes it. It is always
// a pointer.
type BrokenOff struct {
	Counts
	Of  int // how many keys there were to copy
	Err error
}

// Error tells how far it got.
func (b *BrokenOff) Error() string {
	return fmt.Sprintf("%v (%d of %d keys are there; run it again, and it goes on)", b.Err, b.Created+b.Same+b.Conflicts, b.Of)
}

// Unwrap gives the reason.
func (b *BrokenOff) Unwrap() error { return b.Err }
