package doctor_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/doctor"
)

// A client that goes on is seen by what it adds, and what its quorum reads add to the
// log; no request of ours is taken for one.
func TestSeesWhoUsesV2(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2")
	c := sandboxtest.Client(t, m.Client)
	if use := verdicts(t, c, time.Millisecond)["use"]; use.Verdict != doctor.Well {
		t.Errorf("nobody: got %+v", use)
	}
	other := sandboxtest.Client(t, m.Client)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			// It may end in the middle of one.
			_, _ = other.Get(ctx, "/", client.GetOptions{Quorum: true})
		}
	}()
	found := verdicts(t, c, time.Second)
	end()
	<-ended
	if use := found["use"]; use.Verdict != doctor.Bad || !strings.Contains(use.Seen, "GET ") {
		t.Errorf("use: got %+v", use)
	}
	if log := found["log"]; log.Verdict != doctor.Bad || !strings.Contains(log.Seen, "still come") || !strings.Contains(log.Seen, "QGET ") {
		t.Errorf("log: got %+v", log)
	}
}

// A client that waits is seen by its watcher.
func TestSeesWatchers(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, m.Client+"/v2/keys/k?wait=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req) // the headers come when it watches
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if use := verdicts(t, sandboxtest.Client(t, m.Client), 0)["use"]; use.Verdict != doctor.Bad || !strings.Contains(use.Seen, "1 watcher") {
		t.Errorf("use: got %+v", use)
	}
}
