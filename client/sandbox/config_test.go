package sandbox_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/client/sandbox"
)

func TestDataDirKeepsData(t *testing.T) {
	t.Parallel()
	for _, members := range []int{1, 3} {
		t.Run(fmt.Sprint(members), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "new")
			first := start(t, sandbox.Config{Members: members, DataDir: dir})
			put(t, first.Endpoints()[members-1], "k", "kept")
			shut(t, first)

			for _, count := range []int{members, 0} {
				again := start(t, sandbox.Config{Members: count, DataDir: dir})
				if got := len(again.Endpoints()); got != members {
					t.Errorf("members over kept data: got %d, want %d", got, members)
				}
				wantValue(t, again.Endpoints()[0], "k", "kept")
				shut(t, again)
			}
		})
	}
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	kept, other := t.TempDir(), t.TempDir()
	shut(t, start(t, sandbox.Config{Members: 1, DataDir: kept}))
	if err := os.WriteFile(filepath.Join(other, "novel.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	used := t.TempDir()
	running := start(t, sandbox.Config{DataDir: used})
	_, taken, _ := strings.Cut(running.Endpoints()[0], "//")

	tests := []struct {
		name string
		cfg  sandbox.Config
		want []string
	}{
		{"another number of members", sandbox.Config{Members: 3, DataDir: kept}, []string{kept, "1 members, not of 3"}},
		{"a directory in use", sandbox.Config{DataDir: used}, []string{used, "in use"}},
		{"somebody else's directory", sandbox.Config{DataDir: other}, []string{other, "novel.txt"}},
		{"a taken address", sandbox.Config{Listen: taken}, []string{taken, "address already in use"}},
		{"an address without a port", sandbox.Config{Listen: "localhost"}, []string{"localhost", "missing port"}},
		{"a negative number of members", sandbox.Config{Members: -1}, []string{"1 to 9 members, not -1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := sandbox.Start(t.Context(), tt.cfg)
			if err == nil {
				shut(t, c)
				t.Fatal("got no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error: got %q, want it to contain %q", err, want)
				}
			}
		})
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	// A port that was free a moment ago is the best there is to ask for.
	probe := start(t, sandbox.Config{Listen: ":0"})
	endpoint := probe.Endpoints()[0]
	shut(t, probe)
	_, addr, _ := strings.Cut(endpoint, "//")
	c := start(t, sandbox.Config{Members: 2, Listen: addr})
	if got := c.Endpoints()[0]; got != endpoint {
		t.Errorf("first endpoint: got %s, want %s", got, endpoint)
	}
	put(t, endpoint, "k", "v")
}
