package program

import (
	"context"
	"fmt"
	"io"
	"net/url"
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

// userOf is as whom a server of the program's own is asked; nil as guest.
func userOf(server Server) *url.Userinfo {
	if guarded, ok := server.(interface{ User() *url.Userinfo }); ok {
		return guarded.User()
	}
	return nil
}

// serve prints the addresses, and on lines of their own the flags that they want, and
// waits until ctx ends.
func (f *flags) serve(ctx context.Context, w IO) error {
	lines := strings.Join(f.endpoints, ",")
	if f.access.TLS.CA != "" {
		lines += "\n--cacert " + f.access.TLS.CA
	}
	if user := f.access.User; user != nil {
		password, _ := user.Password()
		lines += "\n--user " + user.Username() + ":" + password
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
