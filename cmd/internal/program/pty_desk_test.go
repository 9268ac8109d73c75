package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
)

// desk is where a person works: a home directory, an environment, a server.
// Several may sit down at it, one after the other.
type desk struct {
	t      *testing.T
	home   string
	env    map[string]string
	server string // "" starts etcd2sh-sandbox instead
	stdout string // the file that standard output goes to; "" is the terminal
	size   pty.Winsize
}

// newDesk is a desk at a server; "" is an empty sandbox of its own.
func newDesk(t *testing.T, server string) *desk {
	t.Helper()
	if server == "" {
		server = sandboxtest.Start(t, 1).Endpoints()[0]
	}
	home := t.TempDir()
	return &desk{t: t, home: home, server: server, size: pty.Winsize{Cols: 160, Rows: 40}, env: map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": home, "TMPDIR": t.TempDir(), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PAGER": "cat",
		"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_STATE_HOME": filepath.Join(home, "state"),
		"ETCD2SH_HISTFILE": filepath.Join(home, "history"),
	}}
}

// client writes to the server as somebody else.
func (d *desk) client() *client.Client { return sandboxtest.Client(d.t, d.server) }

// has sets keys to values.
func (d *desk) has(pairs ...string) *desk {
	d.t.Helper()
	c := d.client()
	for i := 0; i < len(pairs); i += 2 {
		if _, err := c.Set(d.t.Context(), pairs[i], pairs[i+1], client.SetOptions{}); err != nil {
			d.t.Fatal(err)
		}
	}
	return d
}

// value is what a key holds; "(none)" when there is no such key.
func (d *desk) value(key string) string {
	d.t.Helper()
	r, err := d.client().Get(d.t.Context(), key, client.GetOptions{Quorum: true})
	if err != nil || r.Node.Value == nil {
		return "(none)"
	}
	return *r.Node.Value
}

func (d *desk) file(name string) string { return filepath.Join(d.home, name) }

// script writes a program for the shell sh and gives its path.
func (d *desk) script(name, text string) string {
	d.t.Helper()
	if err := os.WriteFile(d.file(name), []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		d.t.Fatal(err)
	}
	return d.file(name)
}

// sit starts the program and waits for its prompt.
func (d *desk) sit(args ...string) *person {
	d.t.Helper()
	p := d.start(args...)
	p.next(0, ">")
	return p
}

func (d *desk) start(args ...string) *person {
	d.t.Helper()
	cmd := exec.Command(filepath.Join(programs(d.t), "etcd2sh"), append([]string{d.server, "--timeout=1m"}, args...)...)
	if d.server == "" {
		cmd = exec.Command(filepath.Join(programs(d.t), "etcd2sh-sandbox"), args...)
	}
	for name, value := range d.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if d.stdout != "" {
		f, err := os.Create(d.stdout)
		if err != nil {
			d.t.Fatal(err)
		}
		defer f.Close()
		cmd.Stdout = f
	}
	tty, err := pty.StartWithSize(cmd, &d.size)
	if err != nil {
		d.t.Fatal(err)
	}
	p := &person{
		t: d.t, tty: tty, cmd: cmd, changed: make(chan struct{}), ended: make(chan struct{}),
		term: vt10x.New(vt10x.WithSize(int(d.size.Cols), int(d.size.Rows))),
	}
	go p.watch()
	d.t.Cleanup(func() {
		if err := cmd.Process.Kill(); err == nil {
			cmd.Wait() // it was killed: there is nothing to learn
		}
		tty.Close()
	})
	return p
}
