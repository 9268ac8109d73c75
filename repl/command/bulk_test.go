package command_test

import (
	"net/url"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/tree"
	"etcd2sh/repl/repltest"
)

// TestBulkAsUser: what shows long work says that a user's requests are few at a time.
func TestBulkAsUser(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	repltest.Run(t, repltest.Open(t, endpoint), "set a/1 v", "set a/2 v")
	sandboxtest.EnableAuth(t, endpoint)
	u, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("root", "p")
	for who, s := range map[string]struct{ endpoint, title string }{
		"root":  {u.String(), "deleting, 2 at a time as root"},
		"guest": {endpoint, "deleting"},
	} {
		session := repltest.Open(t, s.endpoint)
		var title string
		repltest.OnProgress(session, func(of string, _ int) tree.Progress {
			title = of
			return &atStep{}
		})
		repltest.Run(t, session, "delete-all! a")
		if title != s.title {
			t.Errorf("as %s: got %q, want %q", who, title, s.title)
		}
		repltest.Run(t, session, "set a/1 v")
	}
}
