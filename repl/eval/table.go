package eval

import (
	"context"

	"etcd2sh/repl/lang"
)

// Entry is a command: how it is declared, and how it runs.
type Entry struct {
	*lang.Command
	Run Run
}

// Run carries a command out and returns its result as data.
type Run func(ctx context.Context, f *Frame, c lang.Call) (any, error)

// Table is the commands of a session. It never changes.
type Table struct {
	*lang.Table
	runs map[*lang.Command]Run
}

// NewTable makes a table; help lists the commands of a group in this order.
func NewTable(commands ...Entry) *Table {
	declared := make([]*lang.Command, len(commands))
	runs := make(map[*lang.Command]Run, len(commands))
	for i, c := range commands {
		declared[i] = c.Command
		runs[c.Command] = c.Run
	}
	return &Table{lang.NewTable(declared...), runs}
}
