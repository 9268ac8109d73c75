package command_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// wantMembers checks what a sandbox command gave: the state and the role of each
// member.
func wantMembers(t *testing.T, s repltest.Session, line string, want ...string) {
	t.Helper()
	got := repltest.Run(t, s.Session, line)
	for i, w := range want {
		part := fmt.Sprintf(`{:member "m%d", %s`, i, w)
		if !strings.Contains(got, part) {
			t.Errorf("%s: got %s, want %s", line, got, part)
		}
	}
}

// TestSandbox: members are cut off, stopped and started, and what the command gives
// is how they are once they agree on a leader.
func TestSandbox(t *testing.T) {
	repltest.Parallel(t)
	s, c, leader := repltest.Cluster(t)
	follower := (leader + 1) % 3
	states := func(of map[int]string) []string {
		all := []string{":state :running, :role", ":state :running, :role", ":state :running, :role"}
		for i, state := range of {
			all[i] = state
		}
		return all
	}
	name := fmt.Sprint("m", follower)
	wantMembers(t, s, "sandbox", states(map[int]string{leader: ":state :running, :role :leader"})...)
	wantMembers(t, s, "sandbox cut "+name, states(map[int]string{follower: ":state :cut-off, :role nil"})...)
	if got := s.Broken(); got != name+" cut" {
		t.Errorf("got %q as what is broken", got)
	}
	wantMembers(t, s, "sandbox heal", states(nil)...)
	wantMembers(t, s, "sandbox cut leader", states(map[int]string{leader: ":state :cut-off, :role nil"})...)
	if now, ok := c.Leader(); !ok || now == leader {
		t.Errorf("got the leader m%d, %v; want another than m%d", now, ok, leader)
	}
	repltest.Run(t, s.Session, "at leader set k v")
	wantMembers(t, s, "sandbox cut all", ":state :cut-off", ":state :cut-off", ":state :cut-off")
	repltest.Run(t, s.Session, "sandbox heal")
	wantMembers(t, s, fmt.Sprintf("sandbox stop m%d", leader), states(map[int]string{leader: ":state :stopped, :role nil, :term nil, :index nil"})...)
	wantMembers(t, s, fmt.Sprintf("sandbox start m%d", leader), states(nil)...)
	if got := s.Broken(); got != "" {
		t.Errorf("got %q as what is broken, want nothing", got)
	}
	got := repltest.Run(t, s.Session, "sandbox")
	if indexes := regexp.MustCompile(`:index \d+`).FindAllString(got, -1); len(indexes) != 3 || indexes[0] != indexes[1] || indexes[1] != indexes[2] {
		t.Errorf("got %s, want one index", got)
	}
}

// TestHeldWrite: a write through a member that is cut off happens when the members are
// joined again, though its client had given up.
func TestHeldWrite(t *testing.T) {
	repltest.Parallel(t)
	s, _, leader := repltest.Cluster(t)
	follower := (leader + 1) % 3
	repltest.Run(t, s.Session, fmt.Sprintf("sandbox cut m%d", follower))
	if _, err := s.Eval(t.Context(), fmt.Sprintf("at m%d set k late --timeout 500ms", follower)); !errors.As(err, new(*client.UnknownOutcome)) {
		t.Fatalf("got %v, want an unknown outcome", err)
	}
	if got := repltest.Run(t, s.Session, "at leader get k"); got != "nil" {
		t.Errorf("got %s before the heal, want nil", got)
	}
	repltest.Run(t, s.Session, "sandbox heal", "await k = late --timeout 10s")
}

// TestCutOfLevelMembers: what was acknowledged before a cut is known to those that are
// cut off.
func TestCutOfLevelMembers(t *testing.T) {
	repltest.Parallel(t)
	s, _, _ := repltest.Cluster(t)
	for i := range 60 {
		repltest.Run(t, s.Session, fmt.Sprintf("set k %d", i), "sandbox cut all")
		for m := range 3 {
			if got := repltest.Run(t, s.Session, fmt.Sprintf("at m%d get k", m)); got != fmt.Sprintf("%q", fmt.Sprint(i)) {
				t.Errorf("write %d: m%d has %s", i, m, got)
			}
		}
		repltest.Run(t, s.Session, "sandbox heal")
	}
}

// TestTwoFates: whether a write happens that only the old leader has depends on who is
// joined first.
func TestTwoFates(t *testing.T) {
	repltest.Parallel(t)
	if got := fate(t, 1, 2); got != `"old"` {
		t.Errorf("the others joined: got %s, want the write gone", got)
	}
	got := fate(t, 0, 1)
	for range 4 { // a leader that was cut off for long takes no write
		if got != `"new"` {
			got = fate(t, 0, 1)
		}
	}
	if got != `"new"` {
		t.Errorf("the leader joined to another: got %s, want the write", got)
	}
}

// fate is what becomes of a write at a leader that is alone when two members are
// joined, which are counted from it.
func fate(t *testing.T, one, other int) string {
	t.Helper()
	s, _, leader := repltest.Cluster(t)
	m := func(i int) string { return fmt.Sprint("m", (leader+i)%3) }
	repltest.Run(t, s.Session, "set k old", "sandbox cut all")
	if _, err := s.Eval(t.Context(), "at "+m(0)+" set k new --timeout 50ms"); !errors.As(err, new(*client.UnknownOutcome)) {
		t.Fatalf("got %v, want an unknown outcome", err)
	}
	states := []string{":state :running", ":state :running", ":state :running"}
	states[(leader+3-one-other)%3] = ":state :cut-off"
	wantMembers(t, s, "sandbox heal "+m(one)+" "+m(other), states...)
	got := repltest.Run(t, s.Session, "at "+m(one)+" get k --quorum")
	repltest.Run(t, s.Session, "sandbox heal")
	for i := range 3 {
		if now := repltest.Run(t, s.Session, "at "+m(i)+" get k --quorum"); now != got {
			t.Errorf("%s gave %s once all were joined, and %s before", m(i), now, got)
		}
	}
	return got
}

// TestSandboxRefusals: nothing is changed by a call that is wrong.
func TestSandboxRefusals(t *testing.T) {
	repltest.Parallel(t)
	s, c, _ := repltest.Cluster(t)
	s.Misuse("sandbox stop", "sandbox wants MEMBER; m0, m1")
	s.Misuse("sandbox stop m0 m7", "there is no member m7")
	s.Misuse("sandbox stop m01", "there is no member m01")
	s.Misuse("sandbox pause m0", "stop, start, cut or heal")
	s.Misuse("sandbox heal m0", "name two, or none")
	s.Misuse("sandbox heal m0 m7", "there is no member m7")
	for i := range 3 {
		if !c.Running(i) || c.CutOff(i) {
			t.Errorf("m%d was changed", i)
		}
	}
	repltest.Run(t, s.Session, "sandbox stop m0 m1")
	_, err := s.Eval(t.Context(), "sandbox start m0 leader")
	if status := eval.Status(err); status != lang.StatusUnreachable {
		t.Errorf("got %v, want that there is no leader", err)
	}
	repltest.Run(t, s.Session, "sandbox cut m0")
	if _, err = s.Eval(t.Context(), "sandbox start m0"); eval.Status(err) != lang.StatusRefused {
		t.Errorf("start of one that is cut off: got %v, want a refusal", err)
	}
	repltest.Run(t, s.Session, "sandbox start m1")

	elsewhere := repltest.New(t)
	elsewhere.Misuse("sandbox", "etcd2sh-sandbox")
	elsewhere.Misuse("sandbox cut leader", "etcd2sh-sandbox")
}

// TestSandboxOfOne: what wants another member says how to have one.
func TestSandboxOfOne(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Alone(t)
	const advice = "start etcd2sh-sandbox --members 3"
	s.Misuse("sandbox cut leader", advice)
	s.Misuse("sandbox cut all", advice)
	for _, line := range []string{"sandbox stop follower", "sandbox start follower", "at follower get k"} {
		s.Refuses(line, advice)
	}
	wantMembers(t, s, "sandbox stop leader", ":state :stopped, :role nil")
	wantMembers(t, s, "sandbox start m0", ":state :running, :role")

	elsewhere := repltest.New(t)
	elsewhere.Refuses("at follower get k", "the cluster has one member, which leads: none follows it")
}
