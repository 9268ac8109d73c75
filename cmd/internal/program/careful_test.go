package program_test

import (
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
)

// TestNotTheOldCluster ends a script whose connect failed, even one that keeps
// going: what follows was not meant for the old cluster.
func TestNotTheOldCluster(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	got := run{}.etcd2sh(t, endpoint, "-k", "-c", "connect 127.0.0.1:1", "-c", "reset! k v")
	if got.status != 3 || got.out != "" || !strings.Contains(got.err, ":unreachable") {
		t.Errorf("got %+v, want the script to end at the connect", got)
	}
	got = run{}.etcd2sh(t, endpoint, "-c", "get* k")
	if got.status != 4 {
		t.Errorf("got %+v, want no such key", got)
	}
}

// TestRefusedAtOnce gives what can only be a mistake.
func TestRefusedAtOnce(t *testing.T) {
	for name, args := range map[string][]string{
		"the path of the API":  {"http://127.0.0.1:2379/v2/keys", "-c", "get k"},
		"standard input twice": {"-f", "-", "-f", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (run{}).etcd2sh(t, args...); got.status != 2 || !strings.Contains(got.err, ":type :usage") {
				t.Errorf("got %+v, want a usage error", got)
			}
		})
	}
}
