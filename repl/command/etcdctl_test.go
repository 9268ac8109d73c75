package command_test

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// etcdctlCommands are typed alike in etcdctl and here. Of some the error is the point.
var etcdctlCommands = []string{
	"set a 1", "set --ttl 100 a 2", "set --swap-with-value 2 a 3", "set --swap-with-value 2 a 4", "set --swap-with-index 6 a 5", "set --swap-with-index 1 a 6",
	"get a", "get --sort --quorum a", "get none",
	"mk b 1", "mk b 2", "mk --ttl 100 c/d 1", "mk --in-order q x", "mk --in-order --ttl 100 q y",
	"mkdir d", "mkdir d", "mkdir --ttl 100 d/e", "setdir f", "setdir f", "setdir b", "setdir --ttl 100 a",
	"update c/d 2", "update --ttl 100 c/d 3", "update none 1", "updatedir --ttl 100 d", "updatedir --ttl 100 none",
	"ls", "ls --sort --recursive -p d", "ls none",
	"rm d", "rm --dir f", "rmdir b", "rmdir d", "rm none", "set g 1", "rm --with-value 2 g", "rm --with-value 1 g", "set h 1", "rm --with-index 1 h", "rm --recursive d",
	"user add bob:pw", "user add root:p", "role add dev", "role add dev", "role grant --path /x/* --readwrite dev", "role grant --path /y --read dev", "role grant --path /z --write dev",
	"user grant --roles dev bob", "user get bob", "role get dev", "role revoke --path /x/* --write dev", "role revoke --path /z --rw dev",
	"role add ops", "user grant --roles ops bob", "user revoke --roles ops bob", "role remove ops", "role remove none", "user add tmp:x", "user remove tmp", "user remove none",
	"user list", "role list", "member list", "cluster-health", "member add new http://127.0.0.1:1",
}

// TestAgainstEtcdctl runs each command by etcdctl on one store and here on another, and
// compares what is in them: keys, indexes, users, roles and members.
func TestAgainstEtcdctl(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("etcdctl")
	if err != nil {
		t.Skip("NOT RUN: etcdctl is not installed, against which the commands are held")
	}
	theirs, ours := sandboxtest.Start(t, 1).Endpoints()[0], sandboxtest.Start(t, 1).Endpoints()[0]
	s := repltest.Open(t, ours)
	for _, line := range etcdctlCommands {
		args := append([]string{"--no-sync", "--timeout", "1m", "--total-timeout", "1m", "--endpoints", theirs}, strings.Fields(line)...)
		cmd := exec.CommandContext(t.Context(), path, args...)
		cmd.Env = []string{"ETCDCTL_API=2"}
		said, failedThere := cmd.CombinedOutput()
		v, failedHere := s.Eval(t.Context(), line)
		for _, err := range eval.Parts(v, failedHere) {
			failedHere = err
		}
		if lenient[line] == "" && (failedThere == nil) != (failedHere == nil) {
			t.Errorf("%s: etcdctl said %s (%v); here %v, %v", line, said, failedThere, v, failedHere)
		}
		if there, here := contents(t, theirs), contents(t, ours); there != here {
			t.Fatalf("after %s etcdctl's store is\n%s\nand ours\n%s", line, there, here)
		}
	}
}

// lenient are the commands that fail in etcdctl alone, and why.
var lenient = map[string]string{
	"get none": "a key that is not there is nil",
}

// contents is all that a store holds, but for what depends on the time and the place.
func contents(t *testing.T, endpoint string) string {
	t.Helper()
	var b strings.Builder
	for _, path := range []string{"/v2/keys/?recursive=true&sorted=true", "/v2/auth/users", "/v2/auth/roles", "/v2/members"} {
		resp, err := http.Get(endpoint + path)
		if err != nil {
			t.Fatal(err)
		}
		var data any
		err = json.NewDecoder(resp.Body).Decode(&data)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.MarshalIndent(alike(data), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}

// alike is data without what depends on the time and the place: ids, by which
// members are sorted, are random.
func alike(data any) any {
	switch v := data.(type) {
	case []any:
		for i := range v {
			v[i] = alike(v[i])
		}
		slices.SortStableFunc(v, func(a, b any) int { return strings.Compare(memberName(a), memberName(b)) })
	case map[string]any:
		for name, value := range v {
			switch name {
			case "expiration", "ttl", "id", "clientURLs":
				v[name] = "…"
			case "peerURLs":
				if v["name"] != "" {
					v[name] = "…"
				}
			default:
				v[name] = alike(value)
			}
		}
	}
	return data
}

// memberName is the name of a member; "" for anything else.
func memberName(data any) string {
	m, _ := data.(map[string]any)
	name, _ := m["name"].(string)
	return name
}
