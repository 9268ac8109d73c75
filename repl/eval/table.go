package eval

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// Entry is a command: how it is declared, and how it runs.
type Entry struct {
	*lang.Command
	Run Run
	// Once says that it makes one request about its one key, and no other where that is
	// answered.
	Once bool
	// Read gives that request of a call where it is a read; nil where it is none.
	Read func(f *Frame, c lang.Call) (key string, o client.GetOptions, err error)
}

// Run carries a command out and returns its result as data.
type Run func(ctx context.Context, f *Frame, c lang.Call) (any, error)

// Table is the commands of a session. It never changes.
type Table struct {
	*lang.Table
	entries map[*lang.Command]Entry
}

// NewTable makes a table; help lists the commands of a group in this order.
func NewTable(commands ...Entry) *Table {
	declared := make([]*lang.Command, len(commands))
	entries := make(map[*lang.Command]Entry, len(commands))
	for i, c := range commands {
		declared[i] = c.Command
		entries[c.Command] = c
	}
	return &Table{lang.NewTable(declared...), entries}
}
