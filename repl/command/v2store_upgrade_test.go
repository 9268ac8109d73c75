package command_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// fill leaves one of everything in v2.
func fill(t *testing.T, m *upgradetest.Member, s *eval.Session) {
	t.Helper()
	for i := range 150 {
		m.Do(http.MethodPut, fmt.Sprintf("/v2/keys/many/%03d", i), fmt.Sprintf("value=%d", i))
	}
	for _, line := range []string{
		`set services/web/a "10.0.0.1:80" --ttl 3000`, `mkdir empty/inner`, `set _hidden/x "of a hidden one"`,
		`set "名 a" "é"`, `set doomed/k v --ttl 2500`, `role add reader`, `user add bob:secret`, `user add root:secret`,
	} {
		repltest.Run(t, s, line)
	}
}

// valueIn3 gives what a member has at a key in v3, and whether that has a lease.
func valueIn3(m *upgradetest.Member, key string) (value string, leased bool) {
	code := base64.StdEncoding.EncodeToString
	answer := m.Do(http.MethodPost, "/v3/kv/range", `{"key":"`+code([]byte(key))+`"}`)
	_, rest, _ := strings.Cut(answer, `"value":"`)
	text, _, _ := strings.Cut(rest, `"`)
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return answer, false
	}
	return string(decoded), strings.Contains(answer, `"lease":"`)
}

// wantMigrated holds a member of 3.6 to all that was in v2.
func wantMigrated(t *testing.T, m *upgradetest.Member) {
	t.Helper()
	for key, want := range map[string]string{"/many/000": "0", "/many/149": "149", "/名 a": "é", "/_hidden/x": "of a hidden one"} {
		if got, leased := valueIn3(m, key); got != want || leased {
			t.Errorf("%s: got %q with a lease %v, want %q", key, got, leased, want)
		}
	}
	for key, want := range map[string]string{"/services/web/a": "10.0.0.1:80", "/doomed/k": "v"} {
		if got, leased := valueIn3(m, key); got != want || !leased {
			t.Errorf("%s: got %q with a lease %v, want %q with one", key, got, leased, want)
		}
	}
	if count := m.Do(http.MethodPost, "/v3/kv/range", `{"key":"AA==","range_end":"AA==","count_only":true}`); !strings.Contains(count, `"count":"154"`) {
		t.Errorf("keys: got %s, want 154", count)
	}
}

// leaveV2 migrates and clears.
func leaveV2(t *testing.T, s *eval.Session) {
	t.Helper()
	repltest.Run(t, s, `migrate --hidden /_hidden`)
	if got := repltest.Run(t, s, `migrate --hidden /_hidden --verify`); got != `{:same 154, :different 0, :missing 0, :extra 0}` {
		t.Errorf("verify: got %s", got)
	}
	dump := filepath.Join(t.TempDir(), "all.etcd2")
	got := repltest.Run(t, s, `v2store clear --hidden /_hidden --file `+dump)
	if !strings.HasPrefix(got, `{:keys 154, `) || !strings.Contains(got, `:users 2, :roles 1`) {
		t.Errorf("clear: got %s", got)
	}
}

func wantClean(t *testing.T, m *upgradetest.Member) {
	t.Helper()
	if said, clean := m.Check(); !clean {
		t.Fatalf("%s: etcdutl: %s", m.Name, said)
	}
}

// One member with everything that v2 can hold comes to 3.6, by the restart and without
// one, with every key and every lease.
func TestLeavesV2(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]bool{"by a restart": true, "by a push": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := upgradetest.New(t, 1)[0]
			m.MustStart(upgradetest.Etcd35, "--enable-v2", "--snapshot-count=300")
			s := repltest.Open(t, m.Client)
			fill(t, m, s)
			if _, err := s.Eval(t.Context(), "v2store seal"); err == nil || !strings.Contains(err.Error(), "not clear") {
				t.Errorf("seal: got %v", err)
			}
			leaveV2(t, s)
			m.Do(http.MethodGet, "/health", "")
			if restart {
				if got := repltest.Run(t, s, "v2store seal"); !strings.Contains(got, "--snapshot-count=1") || !strings.Contains(got, "m0") {
					t.Errorf("seal: got %s", got)
				}
				m.Stop()
				m.MustStart(upgradetest.Etcd35, "--snapshot-count=1")
				m.Do(http.MethodGet, "/health", "")
			}
			if got := repltest.Run(t, s, "v2store seal --push"); !strings.Contains(got, `:member "m0"`) {
				t.Errorf("push: got %s", got)
			}
			wantClean(t, m)
			m.Stop()
			wantClean(t, m)
			m.MustStart(upgradetest.Etcd36)
			wantMigrated(t, m)
		})
	}
}

// probe asks members for health until the test ends, as operators' probes do; a member
// that is stopped just does not answer.
func probe(t *testing.T, members []*upgradetest.Member) {
	var all sync.WaitGroup
	for _, m := range members {
		all.Go(func() {
			for again := time.Tick(10 * time.Millisecond); t.Context().Err() == nil; <-again {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, m.Client+"/health", nil)
				if err != nil {
					return
				}
				if resp, err := http.DefaultClient.Do(req); err == nil {
					resp.Body.Close()
				}
			}
		})
	}
	t.Cleanup(all.Wait)
}

// Three members come to 3.6 one after the other, while each is asked for its health all
// the time.
func TestLeavesV2WhileProbed(t *testing.T) {
	t.Parallel()
	members := upgradetest.New(t, 3)
	upgradetest.StartAll(members, upgradetest.Etcd35, "--enable-v2")
	probe(t, members)
	s := repltest.Open(t, members[0].Client)
	fill(t, members[0], s)
	leaveV2(t, s)
	for _, m := range members {
		m.Stop()
		m.MustStart(upgradetest.Etcd35, "--snapshot-count=1")
	}
	if got := repltest.Run(t, s, "v2store seal --push"); strings.Count(got, ":member") != 3 {
		t.Errorf("push: got %s", got)
	}
	for _, m := range members {
		wantClean(t, m)
	}
	for _, m := range members {
		m.Stop()
		m.MustStart(upgradetest.Etcd36)
	}
	for _, m := range members {
		wantMigrated(t, m)
	}
}
