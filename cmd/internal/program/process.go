package program

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// Main runs the program with the arguments, streams, environment and signals of
// this process, and gives its exit status. It may be called once. No signal ends
// the process itself once the program is at work: SIGTERM, SIGQUIT and, without
// nohup, SIGHUP end the program, Ctrl-C what it does, and a write to a closed
// pipe is an error of that write, so that what the program made is always
// cleaned up.
func (p *Program) Main() int {
	if os.Getenv("GOGC") == "" {
		// A listing is alive until it is printed: looking for garbage each time
		// that it has doubled, and not tripled, takes a tenth more and finds none.
		debug.SetGCPercent(200)
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGPIPE)
	ends := []os.Signal{syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) { // as it is after nohup
		ends = append(ends, syscall.SIGHUP)
	}
	// The signals stay caught: the process ends with Main, and giving each back
	// would take it two changes of threads.
	ctx, _ := signal.NotifyContext(context.Background(), ends...)
	return p.Run(ctx, os.Args[1:], IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: getenv, Proxy: proxy,
		Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) {
			signal.Notify(caught, os.Interrupt) // for the times when there is nothing to interrupt
			return signal.NotifyContext(ctx, os.Interrupt)
		},
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
