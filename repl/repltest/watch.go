package repltest

import (
	"net/http"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/transport"
	"etcd2sh/repl/eval"
)

// polls is a transport that tells of each watch that a server has begun.
type polls struct {
	transport.Transport
	begun chan string // the key
}

func (p *polls) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.Transport.RoundTrip(req)
	if err == nil && req.URL.Query().Get("wait") == "true" {
		select {
		case p.begun <- strings.TrimPrefix(req.URL.Path, "/v2/keys"):
		default: // nobody wants to know of so many
		}
	}
	return resp, err
}

// Watching gives a session on an endpoint, and the key of each watch that the
// server has begun for it, a poll of a longer one included.
func Watching(t testing.TB, endpoint string) (*eval.Session, <-chan string) {
	t.Helper()
	p := &polls{begun: make(chan string, 2000)}
	cluster := client.Config{Endpoints: []string{endpoint}, Transport: p, Timeout: LongEnough}
	return Connect(t, cluster, eval.Settings{}), p.begun
}
