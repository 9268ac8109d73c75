package program

import (
	"context"
	"fmt"
	"io"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl"
)

// Server is a cluster that a program started.
type Server interface {
	Endpoints() []string
	// CA is the file of the certificate that its members are checked by; empty where
	// they speak no TLS.
	CA() string
	Close() error
}

// start brings the program's own server up, unless it is interrupted.
func (p *Program) start(ctx context.Context, w IO) (Server, error) {
	ctx, stop := w.interruptible(ctx)
	defer stop()
	server, err := p.Start(ctx)
	if err == nil && ctx.Err() != nil {
		p.stop(server, w)
		return nil, ctx.Err() // it came at the last moment
	}
	return server, err
}

// serve prints the addresses, and on a line of its own the flag that they want with
// TLS, and waits until ctx ends.
func serve(ctx context.Context, endpoints []string, ca string, w IO) error {
	lines := strings.Join(endpoints, ",")
	if ca != "" {
		lines += "\n--cacert " + ca
	}
	if _, err := fmt.Fprintln(w.Out, lines); err != nil {
		return &repl.OutputError{Err: err}
	}
	<-ctx.Done()
	return nil
}

// stop ends what the program started: its own server, or a lesson.
func (p *Program) stop(server io.Closer, w IO) {
	if err := server.Close(); err != nil {
		w.fail(err, render.EDN)
	}
}
