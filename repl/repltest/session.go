package repltest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/render"
	"etcd2sh/repl/assist"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// Session is a session on a store of its own, and a client beside it. Its
// methods end the test, or mark it as failed, as those of testing.TB do.
type Session struct {
	*eval.Session
	Direct *client.Client // past the session, to the server itself
	URL    string         // the server's

	t testing.TB
}

// New gives a session on an empty store.
func New(t testing.TB) Session {
	t.Helper()
	endpoint, _ := sandboxtest.Server(t)
	return on(t, endpoint)
}

// Own gives a session on the store of a sandbox of its own: see [sandboxtest.Own].
func Own(t testing.TB) Session {
	t.Helper()
	return on(t, sandboxtest.Own(t))
}

func on(t testing.TB, endpoint string) Session {
	t.Helper()
	return Session{Open(t, endpoint), sandboxtest.Client(t, endpoint), endpoint, t}
}

// Cluster gives a session on all members of a cluster of three that the session may
// break, with the cluster and its leader.
func Cluster(t testing.TB) (s Session, c *sandbox.Cluster, leader int) {
	t.Helper()
	c = sandboxtest.Start(t, 3)
	leader, _ = c.Leader()
	return onSandbox(t, c, leader), c, leader
}

// Alone gives a session on the only member of a cluster that the session may break.
func Alone(t testing.TB) Session {
	t.Helper()
	return onSandbox(t, sandboxtest.Start(t, 1), 0)
}

func onSandbox(t testing.TB, c *sandbox.Cluster, leader int) Session {
	t.Helper()
	shell := Connect(t, client.Config{Endpoints: c.Endpoints(), Timeout: LongEnough}, eval.Settings{})
	h := shell.Host()
	h.Sandbox = c
	shell.SetHost(h)
	return Session{shell, sandboxtest.Client(t, c.Endpoints()...), c.Endpoints()[leader], t}
}

// Again gives another session on the same store, for a test within a test.
func (s Session) Again(t testing.TB) Session {
	t.Helper()
	return s.Through(t, s.URL)
}

// Through gives another session on the same store whose requests go to an
// endpoint in between.
func (s Session) Through(t testing.TB, endpoint string) Session {
	t.Helper()
	return Session{Open(t, endpoint), s.Direct, s.URL, t}
}

// Open gives a session on an endpoint.
func Open(t testing.TB, endpoint string) *eval.Session {
	t.Helper()
	return Connect(t, client.Config{Endpoints: []string{endpoint}, Timeout: LongEnough}, eval.Settings{})
}

// Connect gives a session with all commands, and with the assistant that a
// person at a prompt has. It is closed when the test ends.
func Connect(t testing.TB, cluster client.Config, settings eval.Settings) *eval.Session {
	t.Helper()
	s, err := eval.NewSession(command.Table(), cluster, settings)
	if err != nil {
		t.Fatal(err)
	}
	assist.NewAssistant(s)
	t.Cleanup(s.Close)
	return s
}

// Run evaluates lines that must succeed, and gives the last one's result in
// edn.
func (s Session) Run(lines ...string) string {
	s.t.Helper()
	return Run(s.t, s.Session, lines...)
}

// Run evaluates lines that must succeed, and gives the last one's result in
// edn.
func Run(t testing.TB, s *eval.Session, lines ...string) string {
	t.Helper()
	var last any
	for _, line := range lines {
		v, err := s.Eval(t.Context(), line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		last = v
	}
	return EDN(t, last)
}

// EDN gives a result in edn, its parts on a line each.
func EDN(t testing.TB, v any) string {
	t.Helper()
	var text bytes.Buffer
	parts, ok := v.(eval.Results)
	if !ok {
		parts = func(yield func(any, error) bool) { yield(v, nil) }
	}
	for part, err := range parts {
		part = eval.Shown(part)
		KeysOnce(t, part)
		if err == nil {
			err = (render.Style{}).Result(&text, part)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// Want compares the result of a line, in edn.
func (s Session) Want(line, want string) {
	s.t.Helper()
	if got := s.Run(line); got != want {
		s.t.Errorf("%s\n got %s\nwant %s", line, got, want)
	}
}

// Refuses wants an error whose text has a part.
func (s Session) Refuses(line, part string) error {
	s.t.Helper()
	v, err := s.Eval(s.t.Context(), line)
	if err == nil || !strings.Contains(err.Error(), part) {
		s.t.Fatalf("%s\n got %v, %v\nwant an error with %q", line, v, err, part)
	}
	return err
}

// Misuse wants a usage error whose text has a part.
func (s Session) Misuse(line, part string) {
	s.t.Helper()
	if err := s.Refuses(line, part); !errors.As(err, new(*lang.UsageError)) {
		s.t.Errorf("%s: got a %T, want a usage error", line, err)
	}
}

// Write writes a value past the session.
func (s Session) Write(key, value string) {
	s.t.Helper()
	if _, err := s.Direct.Set(s.t.Context(), key, value, client.SetOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

// Seconds is the ttl of a key, which must have one.
func (s Session) Seconds(key string) int64 {
	s.t.Helper()
	r, err := s.Direct.Get(s.t.Context(), key, client.GetOptions{Quorum: true})
	if err != nil {
		s.t.Fatal(err)
	}
	if r.Node.TTL == nil {
		s.t.Fatalf("%s is permanent, want a ttl", key)
	}
	return *r.Node.TTL
}
