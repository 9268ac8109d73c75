package command_test

import (
	"context"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestMigrateUnwritten: v3 is not in step while it lacks a change that it cannot have.
func TestMigrateUnwritten(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	f := followBy(t, endpoint, `migrate --follow --map 'if .value=="bad" then error("boom") else . end'`)
	waitFor(t, f.printed, "{:created 0,")
	f.set("/a b", "bad")
	waitFor(t, f.printed, "; '/a b' cannot be written to v3: the program fails: error: boom\n")
	waitFor(t, f.printed, `:unwritten 1, :index 4, :waiting 0, :in-step false, :because "v3 lacks what could not be written: '/a b'"}`)
	err := f.end()
	if err == nil || !strings.Contains(f.printed.String(), "{:type :behind, :message \"v3 is not as v2 is: v3 lacks what could not be written: '/a b'\"") {
		t.Errorf("got %v, %q", err, f.printed.String())
	}
	if strings.Contains(f.printed.String(), "a moment to switch over") {
		t.Errorf("got %q", f.printed.String())
	}
}

// TestMigrateNoSpace: what v3 has no room for waits, and is no success.
func TestMigrateNoSpace(t *testing.T) {
	t.Parallel()
	m := upgradetest.New(t, 1)[0]
	m.MustStart(upgradetest.Etcd35, "--enable-v2", "--quota-backend-bytes", "1000000")
	f := followBy(t, m.Client, "migrate --follow")
	waitFor(t, f.printed, "{:created 0,")
	m.UseUp()
	f.set("/a", "1")
	waitFor(t, f.printed, ":waiting 1, :in-step false")
	f.set("/b", "2")
	waitFor(t, f.printed, ":waiting 2, :in-step false, :because \"what waits is not made, but tried again: ")
	err := f.end()
	if text := f.printed.String(); err == nil || !strings.Contains(text, "(NOSPACE): make room") || strings.Contains(text, ":in-step true") {
		t.Errorf("got %v, %q", err, text)
	}
}

// followed is a line that follows, run as a script.
type followed struct {
	printed *repltest.Buffer
	set     func(key, value string)
	end     func() error // interrupts it, and gives the script's error
}

// followBy runs a line beside a test.
func followBy(t *testing.T, endpoint, line string) followed {
	t.Helper()
	direct := sandboxtest.Client(t, endpoint)
	shell, printed := repltest.NewShell(t, endpoint)
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- shell.Script(ctx, []script.Source{{Name: "-c", Reader: strings.NewReader(line)}})
	}()
	return followed{
		printed: printed,
		set: func(key, value string) {
			t.Helper()
			if _, err := direct.Set(t.Context(), key, value, client.SetOptions{}); err != nil {
				t.Fatal(err)
			}
		},
		end: func() error {
			t.Helper()
			interrupt()
			err, _ := repltest.Soon(t, ended)
			return err
		},
	}
}
