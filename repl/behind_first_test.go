package repl_test

import (
	"io"
	"net/http"
	"sync"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
	"etcd2sh/repl"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// latePolls is a transport on which no poll begins before the key /last is written.
type latePolls struct {
	transport.Transport
	once    sync.Once
	written chan struct{}
}

func (l *latePolls) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Query().Get("wait") == "true" {
		select {
		case <-l.written:
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	resp, err := l.Transport.RoundTrip(req)
	if req.Method == http.MethodPut && req.URL.Path == "/v2/keys/last" {
		l.once.Do(func() { close(l.written) })
	}
	return resp, err
}

// TestBackgroundComesFirst: what is typed behind a command that goes to the background
// does not come before it, however late its first poll is.
func TestBackgroundComesFirst(t *testing.T) {
	repltest.Parallel(t)
	endpoint := sandboxtest.Own(t)
	for line, want := range map[string]string{
		"watch k | :node :value &":                                "[1] \"v\"",
		"watch missing k | :node :value &":                        "[1] \"v\"",
		"await k changed | :node :value &":                        "[1] \"v\"",
		"exec-watch k -- sh -c 'echo seen' &":                     "[1] seen",
		"watch k --from 1 --count 1 | :action &":                  "[1] \"set\"",
		"watch / --recursive | :node :createdIndex | jq 'type' &": "[1] \"number\"",
	} {
		late := &latePolls{written: make(chan struct{})}
		s := repltest.Connect(t, client.Config{Endpoints: []string{endpoint}, Transport: late, Timeout: repltest.LongEnough}, eval.Settings{})
		shown := make(behind, 100)
		sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: io.Discard}, Err: repl.Stream{Writer: io.Discard}, Behind: shown}
		in := typed{say(line), say("set k v"), say("set last v"), func() string {
			wantShown(t, shown, want)
			return "pwd"
		}}
		if err := sh.Prompt(t.Context(), &in); err != nil {
			t.Errorf("%s: got %v", line, err)
		}
	}
}
