package command

import (
	"context"
	"fmt"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var exitCommand = eval.Entry{Run: exit, Command: &lang.Command{
	Name: "exit", Aliases: []string{"quit", ":q"}, Group: lang.GroupShell, Session: true, Unkept: true, Args: []lang.Arg{{Name: "STATUS", Kind: lang.CountArg, Optional: true}},
	Doc: "leave; so does Ctrl-D", Returns: "nothing",
	More:    "Without an exit STATUS it is that of the first error of a script, and 0 at a prompt.",
	Example: []lang.Example{{Line: `exit`}},
}}

// maxStatus is the largest exit status of a process.
const maxStatus = 255

func exit(_ context.Context, _ *eval.Frame, c lang.Call) (any, error) {
	switch {
	case !c.Has(0):
		return nil, eval.ErrExit
	case c.Uint(0) > maxStatus:
		return nil, c.Usage(fmt.Errorf("an exit status is a number up to %d, not %d", maxStatus, c.Uint(0)))
	}
	return nil, &eval.ExitError{Status: int(c.Uint(0))}
}
