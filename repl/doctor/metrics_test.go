package doctor_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/doctor"
)

// Of a member that tells no metrics nothing is made up, and it is told where they may be.
func TestWithoutMetrics(t *testing.T) {
	t.Parallel()
	m := doctor.Member{Member: client.Member{Name: "m0"}, Version: "3.5.35", V2: true, Measured: errors.New("it answered 404")}
	for _, span := range []time.Duration{0, time.Second} {
		facts := &doctor.Facts{Members: []doctor.Member{m}, Span: span}
		for _, check := range doctor.Checks() {
			switch check.Name {
			case "use", "log", "snapshot":
				got := check.Judge(facts)
				if got.Verdict != doctor.Unseen || !strings.Contains(got.Seen, "m0 it answered 404") || !strings.Contains(got.Advice[0], "curl URL/metrics") {
					t.Errorf("%s within %v: got %+v", check.Name, span, got)
				}
			}
		}
	}
}

// Probes at the port of the metrics, as doctor advises them, are no entries, and one at the
// port of the clients is.
func TestSeesWhereProbesAsk(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	addrs, err := sandbox.FreeAddrs("127.0.0.1", 1)
	if err != nil {
		t.Fatal(err)
	}
	m.MustStart(upgradetest.Etcd35, "--enable-v2", "--listen-metrics-urls", "http://"+addrs[0])
	resp, err := http.Get("http://" + addrs[0] + "/health")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	c := sandboxtest.Client(t, m.Client)
	if log := verdicts(t, c, 0)["log"]; resp.StatusCode != http.StatusOK || log.Verdict != doctor.Note {
		t.Errorf("at the port of the metrics: got %s, %+v", resp.Status, log)
	}
	m.Do(http.MethodGet, "/health", "")
	if log := verdicts(t, c, 0)["log"]; log.Verdict != doctor.Bad || !strings.Contains(log.Seen, "QGET 1") {
		t.Errorf("at the port of the clients: got %+v", log)
	}
}

// A quota that is too small is told before it is used up, and when it is.
func TestSeesQuota(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2", "--quota-backend-bytes", "400000")
	c := sandboxtest.Client(t, m.Client)
	if room := verdicts(t, c, 0)["room"]; room.Verdict != doctor.Well {
		t.Errorf("nothing: got %+v", room)
	}
	m.Do(http.MethodPut, "/v2/keys/k", "value="+strings.Repeat("v", 450_000))
	if room := verdicts(t, c, 0)["room"]; room.Verdict != doctor.Bad || !strings.Contains(room.Seen, "v2 has 440 KiB, v3 has room for ") {
		t.Errorf("too little: got %+v", room)
	}
	m.UseUp()
	if room := verdicts(t, c, 0)["room"]; room.Verdict != doctor.Bad || !strings.Contains(room.Seen, "NOSPACE") {
		t.Errorf("nothing left: got %+v", room)
	}
}
