package program

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
)

// Main runs the program with the arguments, streams, environment and signals of
// this process, and gives its exit status. It may be called once. No signal ends
// the process itself once the program does more than a plain read: SIGTERM, SIGQUIT
// and SIGHUP end the program, Ctrl-C what it does, unless SIGHUP or Ctrl-C was ignored. A
// write to a closed pipe is an error of that write. So what the program made is always
// cleaned up.
func (p *Program) Main() int {
	if os.Getenv("GOGC") == "" {
		// A listing is alive until it is printed: looking for garbage each time
		// that it has doubled, and not tripled, takes a tenth more and finds none.
		debug.SetGCPercent(200)
	}
	ctx, end := context.WithCancel(context.Background())
	s := &signals{end: end}
	return p.Run(ctx, os.Args[1:], IO{
		In: os.Stdin, Out: unbroken(os.Stdout), Err: unbroken(os.Stderr), Env: getenv, Proxy: proxy,
		Interrupt: s.interruptible, Heed: s.heed,
		Suspend: suspend,
	})
}

// proxy names the proxy that the environment wants. An error of its own would show
// the password in it.
func proxy(r *http.Request) (*url.URL, error) {
	u, err := http.ProxyFromEnvironment(r)
	if err != nil {
		return nil, errors.New("the proxy that the environment names is no URL: HTTP_PROXY or HTTPS_PROXY")
	}
	return u, nil
}
