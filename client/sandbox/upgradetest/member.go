package upgradetest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etcd2sh/client/sandbox"
)

// patience bounds every wait: other tests share the machine.
const patience = 2 * time.Minute

// Member is one etcd of a cluster. Its data directory and its addresses stay the
// same whichever program runs over them.
type Member struct {
	Name, Dir    string
	Client, Peer string // URLs

	t       testing.TB
	initial string
	process *process // the last that was started
}

// serves is what an etcd logs when its clients are served.
const serves = "ready to serve client requests"

// New returns a cluster of n members, none of which runs. All of their processes
// are ended with the test. It skips the test as [Need] does.
func New(t testing.TB, n int) []*Member {
	t.Helper()
	Need(t)
	return stopped(t, n)
}

// NewInstalled is New of members of the etcd 3.4 that is installed on this machine, as
// [Installed] starts it. It skips the test where there is none.
func NewInstalled(t testing.TB, n int) []*Member {
	t.Helper()
	NeedInstalled(t)
	return stopped(t, n)
}

func stopped(t testing.TB, n int) []*Member {
	t.Helper()
	addrs, err := sandbox.FreeAddrs("127.0.0.1", 2*n)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	members := make([]*Member, n)
	var initial []string
	for i := range members {
		name := fmt.Sprintf("m%d", i)
		members[i] = &Member{
			Name: name, Dir: filepath.Join(dir, name), t: t,
			Client: "http://" + addrs[2*i], Peer: "http://" + addrs[2*i+1],
		}
		initial = append(initial, name+"="+members[i].Peer)
	}
	for _, m := range members {
		m.initial = strings.Join(initial, ",")
		t.Cleanup(m.kill)
	}
	return members
}

// kill is for the end of the test: nobody asks any more how the process ends.
func (m *Member) kill() {
	if m.process != nil {
		_ = m.process.cmd.Process.Kill()
		<-m.process.done
	}
}

// Refusal is how an etcd ended that did not start, or did not go on.
type Refusal struct {
	Exit int
	Log  string
}

// Launch starts the member without waiting until it serves, as the first members
// of a cluster need it.
func (m *Member) Launch(p Program, flags ...string) {
	m.t.Helper()
	args := append([]string{
		"--name", m.Name, "--data-dir", m.Dir, "--initial-cluster", m.initial,
		"--listen-client-urls", m.Client, "--advertise-client-urls", m.Client,
		"--listen-peer-urls", m.Peer, "--initial-advertise-peer-urls", m.Peer,
		"--heartbeat-interval", "50", "--election-timeout", "500", "--unsafe-no-fsync",
	}, flags...)
	var err error
	if m.process, err = startProcess(p.File(m.t), args); err != nil {
		m.t.Fatal(err)
	}
}

// Start starts the member and waits until it serves its clients; when it ends
// instead, it tells how.
func (m *Member) Start(p Program, flags ...string) *Refusal {
	m.t.Helper()
	m.Launch(p, flags...)
	if m.await(serves) {
		return nil
	}
	return m.refusal()
}

// StartAll starts all members at once and waits until each serves.
func StartAll(members []*Member, p Program, flags ...string) {
	for _, m := range members {
		m.t.Helper()
		m.Launch(p, flags...)
	}
	for _, m := range members {
		m.AwaitServing()
	}
}

// AwaitServing waits until the member that was launched serves its clients.
func (m *Member) AwaitServing() {
	m.t.Helper()
	if !m.await(serves) {
		m.t.Fatalf("%s does not start\n%s", m.Name, m.refusal().Log)
	}
}

// MustStart is Start of a member that has to serve.
func (m *Member) MustStart(p Program, flags ...string) {
	m.t.Helper()
	if r := m.Start(p, flags...); r != nil {
		m.t.Fatalf("%s does not start: exit status %d\n%s", p.name, r.Exit, r.Log)
	}
}

// Stop ends the member as an operator does.
func (m *Member) Stop() {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := m.process.stop(ctx); err != nil {
		m.t.Fatal(err)
	}
}

// Ended waits until the member has ended by itself and tells how.
func (m *Member) Ended() *Refusal {
	m.t.Helper()
	select {
	case <-m.process.done:
	case <-time.After(patience):
		m.t.Fatalf("%s still runs", m.Name)
	}
	return m.refusal()
}

// AwaitSnapshot waits until the member has written a snapshot since it started.
func (m *Member) AwaitSnapshot() {
	m.t.Helper()
	if !m.await("saved snapshot") {
		m.t.Fatalf("%s ended before it made a snapshot", m.Name)
	}
}

func (m *Member) await(text string) bool {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	found, err := m.process.await(ctx, text)
	if err != nil {
		m.t.Fatal(err)
	}
	return found
}

func (m *Member) refusal() *Refusal {
	<-m.process.done
	log, _ := m.process.said()
	return &Refusal{Exit: m.process.cmd.ProcessState.ExitCode(), Log: log}
}

// Do sends a request to the member and returns the body of its answer, which must
// be a success. A form is sent as one; any other body as JSON.
func (m *Member) Do(method, path, body string) string {
	m.t.Helper()
	req, err := http.NewRequestWithContext(m.t.Context(), method, m.Client+path, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	kind := "application/x-www-form-urlencoded"
	if strings.HasPrefix(body, "{") {
		kind = "application/json"
	}
	req.Header.Set("Content-Type", kind)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode/100 != 2 {
		m.t.Fatalf("%s %s: got %s, %v\n%s", method, path, resp.Status, err, answer)
	}
	return string(answer)
}
