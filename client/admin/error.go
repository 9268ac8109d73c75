package admin

import (
	"fmt"
	"strings"
)

// Exists says that something was not made because it is there already; nothing was
// sent. It is always a pointer.
type Exists struct {
	What string // "user", "role" or "member", or what else
	Name string
}

// Error names it.
func (e *Exists) Error() string { return fmt.Sprintf("there is a %s %s already", e.What, e.Name) }

// Missing says that something is not there; nothing was changed. It is always a
// pointer.
type Missing struct {
	What  string // as in [Exists]
	Name  string
	Known []string // those that are there
}

// Error names it, and those that are there.
func (m *Missing) Error() string {
	there := "there is none"
	if len(m.Known) > 0 {
		there = "there is " + strings.Join(m.Known, ", ")
	}
	return fmt.Sprintf("there is no %s %s; %s", m.What, m.Name, there)
}

// Explained is an error of etcd's whose words do not tell what was wrong, with words
// that do. It is always a pointer.
type Explained struct {
	Err error
	Why string // a sentence without a full stop
}

// Error is the error and the words.
func (e *Explained) Error() string { return e.Err.Error() + ": " + e.Why }

// Unwrap gives the error.
func (e *Explained) Unwrap() error { return e.Err }
