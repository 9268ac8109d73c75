package doctor_test

import (
	"errors"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/doctor"
)

// A member that tells its clients a URL which speaks gRPC alone is asked where it answers.
func TestAsksWhereMemberAnswers(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	addrs, err := sandbox.FreeAddrs("127.0.0.1", 1)
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + addrs[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2", "--listen-client-http-urls", url)
	found := verdicts(t, sandboxtest.Client(t, url), 0)
	if got := found["ports"]; got.Verdict != doctor.Note || !strings.Contains(got.Seen, "gRPC only") || !strings.Contains(got.Advice[0], url) {
		t.Errorf("ports: got %+v", got)
	}
	if got := found["members"]; got.Verdict != doctor.Well {
		t.Errorf("members: got %+v", got)
	}
	if got := found["snapshot"]; got.Verdict != doctor.Note {
		t.Errorf("snapshot: got %+v", got)
	}
	if facts, err := doctor.Examine(t.Context(), sandboxtest.Client(t, m.Client), 0); !errors.As(err, new(*client.NotV2)) {
		t.Errorf("by gRPC alone: got %+v, %v", facts, err)
	}
}
