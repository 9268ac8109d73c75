package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
)

// guarded is a cluster that lets nobody but root write, whose password is p.
func guarded(t *testing.T) string {
	t.Helper()
	url := sandboxtest.Start(t, 1).Endpoints()[0]
	sandboxtest.EnableAuth(t, url, sandboxtest.Put{Path: "/v2/auth/roles/guest", Body: `{"role":"guest","permissions":{"kv":{"read":["/none"],"write":["/none"]}}}`})
	return url
}

// TestUser: who asks is named by flags, the environment or connect, and the password
// comes from the same word, a file or the environment.
func TestUser(t *testing.T) {
	t.Parallel()
	url := guarded(t)
	file, empty := writeFile(t, "password", "p\n"), writeFile(t, "empty", "")
	// A password takes the server's processor, which others may use, too.
	set := []string{"--timeout", "1m", "-c", "reset! k v | :node :value"}
	for name, test := range map[string]struct {
		env  map[string]string
		args []string
	}{
		"flag":                 {nil, []string{url, "-u", "root:p"}},
		"old flag":             {nil, []string{url, "--username=root:p"}},
		"file":                 {nil, []string{url, "--user", "root", "--password-file", file}},
		"variable":             {map[string]string{"ETCDCTL_USERNAME": "root:p"}, []string{url}},
		"variables of v3":      {map[string]string{"ETCDCTL_USER": "root", "ETCDCTL_PASSWORD": "p"}, []string{url}},
		"flag over variable":   {map[string]string{"ETCDCTL_USERNAME": "bob:x"}, []string{url, "-u", "root:p"}},
		"URL over flag":        {nil, []string{strings.Replace(url, "//", "//root:p@", 1), "-u", "bob:x"}},
		"connect":              {nil, []string{"127.0.0.1:1", "-c", "connect " + url + " --user root:p | :nothing"}},
		"connect, by -u":       {nil, []string{"127.0.0.1:1", "-c", "connect " + url + " -u root:p | :nothing"}},
		"connect, --username":  {nil, []string{"127.0.0.1:1", "-c", "connect " + url + " --username root:p | :nothing"}},
		"connect by a file":    {nil, []string{"127.0.0.1:1", "-c", "connect " + url + " {:user root, :password-file " + file + "} | :nothing"}},
		"connect keeps it":     {nil, []string{url, "-u", "root:p", "-c", "connect " + url + " | :nothing"}},
		"a command of its own": {nil, []string{url, "-u", "root:p", "--jobs", "8"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run{env: test.env}.etcd2sh(t, append(test.args, set...)...)
			if got.status != 0 || !strings.HasSuffix(got.out, "\"v\"\n") {
				t.Errorf("got %+v", got)
			}
		})
	}
	for name, test := range map[string]struct {
		args   []string
		status int
		text   string
	}{
		"guest":             {[]string{url}, 7, `:as "guest, no user was given"`},
		"wrong":             {[]string{url, "-u", "root:q"}, 7, `:as "root"`},
		"empty":             {[]string{url, "-u", "root:"}, 7, `:as "root"`},
		"empty file":        {[]string{url, "-u", "root", "--password-file", empty}, 7, `:as "root"`},
		"connect elsewhere": {[]string{"127.0.0.1:1", "-u", "root:p", "-c", "def x connect " + url}, 7, `:as "guest, no user was given"`},
		"no password":       {[]string{url, "-u", "root"}, 2, "the password of root is missing: give it with --password-file FILE"},
		"connect, none":     {[]string{"127.0.0.1:1", "-c", "connect " + url + " --user root"}, 2, "the password of root is missing"},
		"no name":           {[]string{url, "-u", ":p"}, 2, "--user wants a name"},
		"file alone":        {[]string{url, "--password-file", file}, 2, "--password-file is of the user that --user NAME gives"},
		"twice":             {[]string{url, "-u", "root:p", "--password-file", file}, 2, "the password is given twice"},
		"no such file":      {[]string{url, "-u", "root", "--password-file", "/nonexistent"}, 2, "--password-file: open /nonexistent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{}.etcd2sh(t, append(test.args, set...)...).fails(t, test.status, test.text)
		})
	}
}

// TestUserJobs: whoever asks for many requests at once is told that no more than two
// with a password are in flight.
func TestUserJobs(t *testing.T) {
	t.Parallel()
	url := guarded(t)
	said := "; --jobs 8: as root no more than 2 requests are in flight, since etcd takes about 75 ms of its processor to check the password of each\n"
	got := run{in: strings.Repeat("reset! k v | :nothing\n", 4)}.etcd2sh(t, url, "-u", "root:p", "--jobs", "8")
	got.want(t, result{0, strings.Repeat("nil\n", 4), said})
	dump := writeFile(t, "dump.json", `{"a": "1"}`)
	for _, line := range []string{"repeat 4 --jobs 8 get k", "load " + dump + " --jobs 8"} {
		if got := (run{}).etcd2sh(t, url, "-u", "root:p", "-c", line); got.status != 0 || got.err != said {
			t.Errorf("%s: got %+v, want %q", line, got, said)
		}
		few := strings.Replace(line, "--jobs 8", "--jobs 2", 1)
		if got := (run{}).etcd2sh(t, url, "-u", "root:p", "-c", few); got.status != 0 || got.err != "" {
			t.Errorf("%s: got %+v", few, got)
		}
	}
}

// TestUserUnseen: what is typed for a password is shown nowhere.
func TestUserUnseen(t *testing.T) {
	t.Parallel()
	url := guarded(t)
	h := newHome(t, url)
	p := h.atPrompt()
	p.Type("connect " + url + " --user root\r")
	p.Text("Password of root:")
	p.enters("p\r", ">")
	p.gets("reset! k v | :node :value", `"v"`)
	p.enters("connect "+url+" --user root:hushhush\r", ">")
	p.leaves()
	if kept, err := os.ReadFile(h.file("history")); err != nil || strings.Contains(string(kept), "hushhush") {
		t.Errorf("the history has %s, %v", kept, err)
	}
	for _, line := range []string{
		"connect " + url + " --user root:hushhush", "connect --user=root:hushhush " + url, "trace connect " + url + ` {:user "root:hushhush"}`,
		"connect " + url + " --user 'root:hush hushhush'", "connet " + url + " --user root:hushhush",
	} {
		got := run{in: line}.etcd2sh(t, "127.0.0.1:1", "--echo")
		if strings.Contains(got.out+got.err, "hushhush") {
			t.Errorf("%s: got %+v", line, got)
		}
	}
}

// TestAuthOfKeptData: a sandbox whose kept data has authentication on starts as the user
// of then, and as no other.
func TestAuthOfKeptData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, try := range []struct {
		auth, line, want string
	}{
		{"bob:p", "user get bob | :roles", `["root"]`},
		{"bob:p", "reset! k v | :node :value", `"v"`},
		{"root:p", "get k", `"v"`},
		{"bob:q", "get k", "bob is no user there with this password"},
		{"eve:p", "get k", "eve is no user there"},
		{"root:p", "auth disable | :enabled", "false"},
		{"root:p", "get k", "there is a user root already"},
	} {
		cmd := exec.CommandContext(t.Context(), filepath.Join(programs(t), "etcd2sh-sandbox"), "--timeout=1m", "--data-dir", dir, "--auth", try.auth, "-c", try.line)
		got, err := cmd.CombinedOutput()
		if failed := strings.Contains(try.want, "there"); failed != (err != nil) || !strings.Contains(string(got), try.want) {
			t.Errorf("--auth %s, %s: got %s, %v, want %s", try.auth, try.line, got, err, try.want)
		}
	}
}
