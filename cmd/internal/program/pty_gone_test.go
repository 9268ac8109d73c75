package program_test

import (
	"fmt"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
)

// A prompt without a server tells a newcomer what to type; one whose server goes
// says so until it answers again, and then names no sandbox.
func TestPtyGone(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Start(t, 1)
	h := newHome(t, c.Endpoints()[0])
	if err := c.Stop(0); err != nil {
		t.Fatal(err)
	}
	h.columns = 50
	p := h.atPrompt()
	for _, want := range []string{"no etcd answers", "\n  " + h.server + ": connection refused\n", "\n  etcd --enable-v2=true ", "\n  connect URL ", "\n  etcd2sh-sandbox "} {
		p.Text(want)
	}
	s := p.enters("get k\r", "(gone)>")
	if !s.Has("to try the shell") {
		t.Errorf("got a screen\n%s\nwant the sandbox named", s)
	}
	if err := c.Restart(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	p.enters("pwd\r", "(gone)>") // which asks nobody
	if s := p.enters("get k\r", ">"); strings.Contains(s.Last(), "gone") {
		t.Errorf("got a prompt %q, want no mark once it answers", s.Last())
	}
	if err := c.Stop(0); err != nil {
		t.Fatal(err)
	}
	p.enters("\x0cget k\r", "(gone)>")
	p.enters("config timeout 30s\r", "(gone)>")
	s = p.enters("connect http://127.0.0.1:1\r", "(gone)>")
	if words := strings.Join(strings.Fields(s.String()), " "); s.Has("sandbox") || !strings.Contains(words, "can be reached any more") || !strings.Contains(words, "stays with "+h.server) {
		t.Errorf("got a screen\n%s\nwant advice about the server that was there", s)
	}
	p.leaves()
}

// The prompt's index follows the events that a watch shows.
func TestPtyIndexAfterWatch(t *testing.T) {
	t.Parallel()
	h := newHome(t, "")
	p := h.atPrompt()
	p.enters("get k\r", "@3>")
	for _, line := range []string{"watch k -n 1 --from 5", "await k changed", "exec-watch k -n 1 --from 9 -- cat"} {
		p.Type("\x0c" + line + "\r")
		p.Text(line + "\n;")
		h.has("other", "x")
		r, err := h.client().Set(t.Context(), "k", line, client.SetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		p.next(0, fmt.Sprintf("@%d>", *r.Node.ModifiedIndex))
	}
	p.leaves()
}
