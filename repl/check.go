package repl

import (
	"context"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// Check reads the commands of the sources and runs none of them. It prints
// every error it finds, and gives the first.
func (sh *Shell) Check(ctx context.Context, sources []script.Source) (first error) {
	sh.start()
	sh.Session.SetConsole(sh.console())
	ctx, stop := sh.interruptible(ctx)
	defer stop()
	tell := func(at script.Place, _ lang.Statement, err error) error {
		if err != nil {
			sh.report(at, err)
		}
		if first == nil {
			first = err
		}
		return nil
	}
	for _, s := range sources {
		if err := sh.Session.Check(ctx, script.NewReader(s, func() {}), tell); first == nil {
			first = err
		}
	}
	return first
}
