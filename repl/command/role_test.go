package command_test

import (
	"path/filepath"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/repltest"
)

// TestRole works as a guest whose role is for what is in one directory: etcd
// allows /rkt/ by the pattern /rkt/*, and /rkt not.
func TestRole(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	repltest.Run(t, repltest.Open(t, endpoint), "set rkt/a v", "set rkt/sub/b w")
	sandboxtest.EnableAuth(t, endpoint, sandboxtest.Put{
		Path: "/v2/auth/roles/guest", Body: `{"role":"guest","permissions":{"kv":{"read":["/rkt/*"],"write":["/rkt/*"]}}}`})
	guest := repltest.Open(t, endpoint)
	for _, try := range [][2]string{
		{"ls rkt", `["a" "sub/"]`},
		{"ls rkt/", `["a" "sub/"]`},
		{"cd rkt/", ""},
		{"ls", `["a" "sub/"]`},
		{"cd nil", ""},
		{"get rkt -r", `{"a" "v", "sub" {"b" "w"}}`},
		{"dump rkt/ --by-directory --file " + filepath.Join(t.TempDir(), "dump"), `{:keys 2, :directories 2}`},
		{"watch rkt/ -r --from 4 --count 1 | :node :value", `"v"`},
		{"delete! rkt/ -r | :action", `"delete"`},
		{"mkdir! rkt/ | :action", `"create"`},
	} {
		if got := repltest.Run(t, guest, try[0]); got != try[1] {
			t.Errorf("%s: got %s, want %s", try[0], got, try[1])
		}
	}
}
