package clienttest

import (
	"fmt"
	"io"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// LongTimeout is a request's time, and that for anything else that must come, in
// tests that are not about time.
const LongTimeout = 20 * time.Second

// Run runs a package's tests and looks for goroutines that outlive them. It
// gives the status to exit with; a leak is told to w.
func Run(m *testing.M, w io.Writer) (status int) {
	status = m.Run()
	if err := goroutinesEnd(); err != nil && status == 0 {
		fmt.Fprintln(w, err)
		status = 1
	}
	return status
}

// goroutinesEnd waits for all but idle connections of net/http, which no client
// here has: they are those of etcd's members among each other and the tests'
// own. etcd waits a while for its own after its end, and toxiproxy never ends a
// toxic whose connection was cut while it passed something on.
func goroutinesEnd() error {
	for deadline := time.Now().Add(LongTimeout); ; {
		err := goleak.Find(
			goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
			goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
			goleak.IgnoreAnyFunction("net/http.(*conn).serve"),
			goleak.IgnoreAnyFunction("net/http.(*connReader).backgroundRead"),
			goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2/toxics.(*ToxicStub).Run"),
			goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2.(*ToxicLink).read"),
			goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2.(*ToxicLink).write"),
			goleak.IgnoreAnyFunction("etcd2sh/client/sandbox.(*member).release.func1"),
		)
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}
