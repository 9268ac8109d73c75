package assist_test

import (
	"slices"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/repltest"
)

// TestCompleteCluster offers the members, users and roles that there are, where one of
// them is meant.
func TestCompleteCluster(t *testing.T) {
	t.Parallel()
	s := repltest.Open(t, sandboxtest.Start(t, 1).Endpoints()[0])
	repltest.Run(t, s, "user add bob:pw", "user add root:pw", "role add dev")
	for line, want := range map[string][]string{
		"member ":           {"list", "add", "remove", "update"},
		"member remove ":    {"m0"},
		"member add ":       nil,
		"user get ":         {"bob", "root"},
		"user passwd b":     {"bob"},
		"user add ":         nil,
		"user grant bob ":   {"dev", "root"},
		"user grant bob d":  {"dev"},
		"role get ":         {"dev", "root"},
		"role add ":         nil,
		"auth ":             {"status", "enable", "disable"},
		"role grant dev --": {"--path", "--read", "--readwrite", "--rw", "--write"},
	} {
		if got := completed(t, s, line); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}
