package history_test

import (
	"testing"

	"etcd2sh/history"
)

func TestPath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		env  map[string]string
		want string
	}{
		{"default", map[string]string{"HOME": "/home/x"}, "/home/x/.local/state/etcd2sh/history"},
		{"state directory", map[string]string{"HOME": "/home/x", "XDG_STATE_HOME": "/state"}, "/state/etcd2sh/history"},
		{"relative state directory", map[string]string{"HOME": "/home/x", "XDG_STATE_HOME": "state"}, "/home/x/.local/state/etcd2sh/history"},
		{"named", map[string]string{"HOME": "/home/x", "XDG_STATE_HOME": "/state", "ETCD2SH_HISTFILE": "my/hist"}, "my/hist"},
		{"none", map[string]string{"HOME": "/home/x", "ETCD2SH_HISTFILE": "/dev/null"}, ""},
		{"no home", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := history.Path(func(name string) string { return test.env[name] }); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
