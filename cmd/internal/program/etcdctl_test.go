package program_test

import (
	"os/exec"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
)

// TestEtcdctlFlags: flags that stand in front of etcdctl's commands are taken, or say
// what to type.
func TestEtcdctlFlags(t *testing.T) {
	t.Parallel()
	url := sandboxtest.Start(t, 1).Endpoints()[0]
	for _, flags := range []string{
		"--no-sync", "--no-sync=false", "--total-timeout 5s", "--total-timeout=5s --timeout 1m", "--output simple", "-u root:p", "--username root:p", "--insecure-discovery",
	} {
		args := append([]string{"--endpoint", url}, strings.Fields(flags)...)
		run{}.etcd2sh(t, append(args, "-o", "simple", "set", "k", "v", "--ttl", "100")...).want(t, result{0, "v\n", ""})
	}
	traced := run{}.etcd2sh(t, "-C", url, "--debug", "get", "k")
	if traced.status != 0 || traced.out != "\"v\"\n" || !strings.Contains(traced.err, "curl -sS "+url+"/v2/keys/k") {
		t.Errorf("--debug: got %+v", traced)
	}
	if v := (run{}).etcd2sh(t, "-v"); v.status != 0 || !strings.HasPrefix(v.out, "etcd2sh ") {
		t.Errorf("-v: got %+v", v)
	}
	run{}.etcd2sh(t, url, "-o", "extended", "get", "k").fails(t, 2, "get* K")
	run{}.etcd2sh(t, url, "--total-timeout", "soon", "get", "k").fails(t, 2, "--total-timeout wants a time")
}

// TestEtcdctlScript runs a script of etcdctl's, and the same with etcd2sh in its place,
// on two stores: both print the same.
func TestEtcdctlScript(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("etcdctl")
	if err != nil {
		t.Skip("NOT RUN: etcdctl is not installed, whose scripts are run")
	}
	theirs, ours := sandboxtest.Start(t, 1).Endpoints()[0], sandboxtest.Start(t, 1).Endpoints()[0]
	for _, line := range []string{
		"set a 1", "get a", "get --quorum a", "set --ttl 100 a 2", "set a 3 --swap-with-value 2", "get -q a", "mk b 1", "mk q x --in-order", "mk --ttl 9 c 1",
		"update b 2", "mkdir d", "mkdir d/e --ttl 9", "setdir f", "rmdir f", "set d/x 1", "get --sort d/x", "rm -r d", "get b",
		"set -- -x -1", "get -- -x",
	} {
		flags := []string{"--no-sync", "--timeout", "1m", "--total-timeout", "1m", "-o", "simple", "--endpoints"}
		cmd := exec.CommandContext(t.Context(), path, append(append(flags, theirs), strings.Fields(line)...)...)
		cmd.Env = []string{"ETCDCTL_API=2"}
		want, err := cmd.Output()
		if err != nil {
			t.Fatalf("etcdctl %s: %v", line, err)
		}
		got := run{}.words(t, etcd2shProgram(), append(append(flags, ours), strings.Fields(line)...))
		got.want(t, result{0, string(want), ""})
	}
}
