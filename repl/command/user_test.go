package command_test

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// alone gives a session on a store of its own, whose users can be changed.
func alone(t *testing.T) (s *eval.Session, endpoint string) {
	t.Helper()
	endpoint = sandboxtest.Start(t, 1).Endpoints()[0]
	return repltest.Open(t, endpoint), endpoint
}

// as gives a session that asks as a user.
func as(t *testing.T, endpoint, user string) *eval.Session {
	t.Helper()
	return repltest.Open(t, strings.Replace(endpoint, "//", "//"+user+"@", 1))
}

// fails runs a line whose error has a text, as data, and a status.
func fails(t *testing.T, s *eval.Session, line, part string, status int) {
	t.Helper()
	v, err := s.Eval(t.Context(), line)
	for _, e := range eval.Parts(v, err) {
		err = errors.Join(err, e)
	}
	if err == nil {
		t.Errorf("%s: got no error", line)
		return
	}
	if got := repltest.EDN(t, eval.ErrorData(err)); !strings.Contains(got, part) || eval.Status(err) != status {
		t.Errorf("%s:\n got %s, status %d\nwant %q, status %d", line, got, eval.Status(err), part, status)
	}
}

// TestUsersAndRoles makes users and roles, has them asked for, and works as one of them.
func TestUsersAndRoles(t *testing.T) {
	t.Parallel()
	_, endpoint := alone(t)
	usersAndRoles(t, endpoint)
}

func usersAndRoles(t *testing.T, endpoint string) {
	t.Helper()
	s := repltest.Open(t, endpoint)
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("q w:e\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, try := range [][2]string{
		{"user list", `[]`},
		{"user add root --password-file " + file, `{:user "root", :roles ["root"]}`},
		{"user add bob:hunter2", `{:user "bob", :roles []}`},
		{"role add dev", `{:role "dev", :read [], :write []}`},
		{"role grant dev /rkt/* --read", `{:role "dev", :read ["/rkt/*"], :write []}`},
		{"role grant dev --path /rkt/* --readwrite", `{:role "dev", :read ["/rkt/*"], :write ["/rkt/*"]}`},
		{"role grant dev /x {:rw? true}", `{:role "dev", :read ["/rkt/*" "/x"], :write ["/rkt/*" "/x"]}`},
		{"role revoke dev /x --write", `{:role "dev", :read ["/rkt/*" "/x"], :write ["/rkt/*"]}`},
		{"user grant bob dev", `{:user "bob", :roles ["dev"]}`},
		{"user get bob", `{:user "bob", :roles ["dev"], :read ["/rkt/*" "/x"], :write ["/rkt/*"]}`},
		{"user list", `[{:user "bob", :roles ["dev"]} {:user "root", :roles ["root"]}]`},
		{"role list", `[{:role "dev", :read ["/rkt/*" "/x"], :write ["/rkt/*"]} {:role "root", :read ["/*"], :write ["/*"]}]`},
		{"reset! rkt/a 1 | :action", `"set"`},
		{"auth status", `{:enabled false, :as "guest", :guest {:read ["/*"], :write ["/*"]}}`},
		{"auth enable", `{:enabled true, :as "guest", :guest {:read ["/*"], :write ["/*"]}}`},
		{"auth status", `{:enabled true, :as "guest"}`},
	} {
		if got := repltest.Run(t, s, try[0]); got != try[1] {
			t.Errorf("%s:\n got %s\nwant %s", try[0], got, try[1])
		}
	}
	fails(t, s, "user list", `:status 401, :message "Insufficient credentials", :as "guest, no user was given"`, 7)
	bob := as(t, endpoint, "bob:hunter2")
	if got := repltest.Run(t, bob, "ls rkt"); got != `["a"]` {
		t.Errorf("got %s, want what is in /rkt", got)
	}
	fails(t, bob, "get other", `:errorCode 110, :message "The request requires user authentication", :cause "Insufficient credentials", :index 0, :as "bob"`, 7)
	root := as(t, endpoint, "root:q%20w%3Ae")
	repltest.Run(t, root, "role revoke guest /* --rw", "user passwd bob:new", "user remove bob", "auth disable")
	if got := repltest.Run(t, s, "auth status"); got != `{:enabled false, :as "guest", :guest {:read [], :write []}}` {
		t.Errorf("got %s, want it off, and no right for guests", got)
	}
}

// TestUserRefusals: nothing is done that etcd would do without a word.
func TestUserRefusals(t *testing.T) {
	t.Parallel()
	s, _ := alone(t)
	repltest.Run(t, s, "user add bob:hunter2", "role add dev", "user grant bob --roles dev")
	for line, part := range map[string]string{
		"user add bob:other":  `{:type :exists, :message "there is a user bob already"}`,
		"user grant bob ops":  `{:type :missing, :message "there is no role ops; there is dev, root"}`,
		"user passwd zed:x":   `{:type :missing, :message "there is no user zed; there is bob"}`,
		"user revoke bob ops": `there is no role ops of bob; there is dev`,
		"role add dev":        `there is a role dev already`,
		"auth enable":         `there is no user root; there is bob`,
	} {
		fails(t, s, line, part, 1)
	}
	if got := repltest.Run(t, s, "role remove dev"); got != `{:role "dev", :users ["bob"]}` {
		t.Errorf("got %s, want the user who has the role", got)
	}
	fails(t, s, "user get bob", `:advice "the user bob has a role that is gone: revoke it"`, 1)
	if got := repltest.Run(t, s, "user revoke bob dev"); got != `{:user "bob", :roles []}` {
		t.Errorf("got %s", got)
	}
}

// TestUserMisuse: what is missing or too much is a usage error, and quotes no password.
func TestUserMisuse(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	for line, part := range map[string]string{
		"user":                                "user wants list|get|add; it is list, get, add, passwd, remove, grant or revoke",
		"user nope":                           "not nope",
		"user list x":                         "user get NAME",
		"user get":                            "user wants NAME",
		"user add zed":                        "--password-file FILE",
		"user add :pw":                        `is no name`,
		"user add bob:":                       "password is empty",
		"user add bob pw":                     "NAME:PASSWORD",
		"user grant bob":                      "user wants ROLE",
		"user get bob --password-file x":      "takes no password",
		"user add bob:x --password-file x":    "given twice",
		"user add bob --password-file /none/": "no such file",
		"user add bob:" + strings.Repeat("x", 73): "72 bytes",
		"role grant dev":    "role wants PATH",
		"role grant dev /x": "--read, --write or --readwrite",
		"role get dev /x":   "takes a name alone",
		"role list dev":     "role get NAME",
		"role":              "role wants list|get|add; it is list, get, add",
		"auth":              "status|enable|disable",
		"auth on":           "status, enable or disable",
		"member":            "list|add|remove|update",
		"member add":        "what the new member will be called",
		"member add m9":     "member wants URL",
		"member remove":     "member list tells both",
		"member list x":     "takes no x",
	} {
		fails(t, s, line, part, 2)
	}
	if sent := w.Sent(); len(sent) > 0 {
		t.Errorf("sent %q, want nothing", sent)
	}
}

// TestMembersOfThree: the members and their health, of a cluster of which one is stopped.
func TestMembersOfThree(t *testing.T) {
	t.Parallel()
	s, cluster, leader := repltest.Cluster(t)
	if got := s.Run("member list | jq -r 'map([.member, .leader]) | tostring'"); !strings.Contains(got, `["m`+string(rune('0'+leader))+`",true]`) || strings.Count(got, "false") != 2 {
		t.Errorf("got %s, want three members, and m%d to lead", got, leader)
	}
	if got := s.Run("health | jq -r 'map(.state) | unique | .[]'"); got != "well" {
		t.Errorf("got %s, want all to be well", got)
	}
	stopped := (leader + 1) % 3
	if err := cluster.Stop(stopped); err != nil {
		t.Fatal(err)
	}
	name := "m" + string(rune('0'+stopped))
	fails(t, s.Session, "health", `{:type :unhealthy, :message "1 of 3 members not well: `+name+` is unreachable (connection refused)`, 1)
	fails(t, s.Session, "member add m0 http://127.0.0.1:1", `there is a member m0 already`, 1)
	fails(t, s.Session, "member add m9 http://127.0.0.1:1", `etcd gives no reason`, 6)
	fails(t, s.Session, "member remove m9", `there is no member m9; there is m0 `, 1)
	v, err := s.Eval(t.Context(), "cluster-health")
	if err != nil {
		t.Fatal(err)
	}
	for table, err := range eval.Parts(v, nil) {
		if err == nil && !strings.Contains(repltest.EDN(t, table), `{:member "`+name+`", :state :unreachable, :version nil, :leader nil, :term nil, :index nil, :behind nil, `) {
			t.Errorf("got %s, want %s unreachable", repltest.EDN(t, table), name)
		}
	}
}

// TestHealthOfOthers: a password goes to endpoints alone, and members that were asked
// without it are named.
func TestHealthOfOthers(t *testing.T) {
	t.Parallel()
	endpoints := sandboxtest.Start(t, 3).Endpoints()
	sandboxtest.EnableAuth(t, endpoints[0], sandboxtest.Put{Path: "/v2/auth/roles/guest", Body: `{"role":"guest","permissions":{"kv":{"read":[],"write":[]}}}`})
	for _, endpoint := range endpoints {
		repltest.Run(t, as(t, endpoint, "root:p"), "get nil --quorum") // which has come as far as that
	}
	for named, want := range map[int]string{1: "asked as guest, and not as root, whose password goes to endpoints alone: m1, m2; ", 3: ""} {
		s := repltest.Connect(t, client.Config{Endpoints: endpoints[:named], User: url.UserPassword("root", "p")}, eval.DefaultSettings())
		var told string
		repltest.OnTell(s, func(text string) { told += text })
		indexed := repltest.Run(t, s, "health | jq -r 'map(select(.index != null)) | length'")
		if indexed != strconv.Itoa(named) || !strings.HasPrefix(told, want) || want == "" && told != "" {
			t.Errorf("%d endpoints: got %s members with an index, and %q; want %q", named, indexed, told, want)
		}
	}
}

// TestMemberAdd: the answer is what the new member must be started with.
func TestMemberAdd(t *testing.T) {
	t.Parallel()
	s, _ := alone(t)
	own := repltest.Run(t, s, "member list | 0 :peerURLs 0")
	got := repltest.Run(t, s, "member add new http://127.0.0.1:1")
	want := `:ETCD_NAME "new", :ETCD_INITIAL_CLUSTER "`
	if !strings.Contains(got, want) || !strings.Contains(got, "m0="+strings.Trim(own, `"`)) || !strings.Contains(got, "new=http://127.0.0.1:1") || !strings.HasSuffix(got, `:ETCD_INITIAL_CLUSTER_STATE "existing"}`) {
		t.Errorf("got %s, want %s…", got, want)
	}
}
