package program

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl"
)

// greet tells the user what is at the other end.
func (p *Program) greet(ctx context.Context, sh *repl.Shell, w IO) {
	ctx, stop := w.interruptible(ctx)
	defer stop()
	width := 0
	if sh.Err.Width != nil {
		width = sh.Err.Width()
	}
	found, err := sh.Session.Found(ctx)
	switch {
	case err == nil:
		fmt.Fprintln(w.Err, render.WrapIndented(p.Name+": "+render.Escape(found), width, "  "))
	case sh.Session.Client().Silent():
		fmt.Fprint(w.Err, p.nobody(err, sh.Session.Client().Endpoints(), width))
	default:
		w.fail(err, sh.Session.Settings().Output)
	}
	tour := ""
	if p.Tour != "" {
		tour = "tour shows them at work, "
	}
	fmt.Fprintln(w.Err, render.WrapIndented("help lists the commands, "+tour+"Ctrl-D leaves.", width, "  "))
}

// nobody tells that no server answered, and what to type.
func (p *Program) nobody(err error, endpoints []string, width int) string {
	var b strings.Builder
	say := func(format string, args ...any) {
		b.WriteString(render.WrapIndented(render.Escape(fmt.Sprintf(format, args...)), width, "    ") + "\n")
	}
	say("%s: no etcd answers.", p.Name)
	if u := (*client.Unreachable)(nil); errors.As(err, &u) {
		for _, e := range u.Endpoints {
			say("  %s: %v", e.Endpoint, e.Err)
		}
	} else {
		say("  %s: %v", strings.Join(endpoints, ", "), err)
	}
	say("In another terminal:")
	say("  etcd --enable-v2=true  starts an etcd with the v2 API")
	say("  etcd2sh-sandbox        brings its own, for trying things out")
	say("Here:")
	say("  connect URL            uses another server")
	return b.String()
}
