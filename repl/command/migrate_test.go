package command_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/tree"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

// TestMigrateFollowEnds: an interrupt is the end of following, and no failure; what it
// tells are the counts, how far it is, why v3 is not in step, and when it is.
func TestMigrateFollowEnds(t *testing.T) {
	t.Parallel()
	endpoint := sandboxtest.Start(t, 1).Endpoints()[0]
	direct := sandboxtest.Client(t, endpoint)
	set := func(key, value string) {
		if _, err := direct.Set(t.Context(), key, value, client.SetOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	put := gateway.Txn{Success: []gateway.Op{{Put: &gateway.Put{Key: []byte("/other"), Value: []byte("of v3's")}}}}
	if _, err := gateway.New(direct, gateway.User{}).Txn(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	set("/other", "of v2's")
	set("/a", "1")
	shell, printed := repltest.NewShell(t, endpoint)
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- shell.Script(ctx, []script.Source{{Name: "-c", Reader: strings.NewReader("migrate --follow")}})
	}()
	waitFor(t, printed, "{:created 1, :same 0, :conflicts 1, :leases 0, :skipped 0}\n")
	set("/a", "2")
	waitFor(t, printed, "{:applied 1, :conflicts 1, :unwritten 0, :index 6, :waiting 0, :in-step false, ")
	waitFor(t, printed, "; in step at index 6 of v2 but for 1 conflict, named above, where")
	waitFor(t, printed, ":in-step true}\n")
	set("/a", "3")
	waitFor(t, printed, "{:applied 2, ")
	interrupt()
	if err, _ := repltest.Soon(t, ended); err != nil {
		t.Errorf("got %v", err)
	}
	if text := printed.String(); !strings.HasSuffix(text, `:in-step false, :because "v2 has not been quiet for 5 seconds yet"}`+"\n") {
		t.Errorf("got %q, want it to end with where it ended", text)
	}
}

// TestMigrateBehind: it runs behind a prompt, whose row no bar is drawn on.
func TestMigrateBehind(t *testing.T) {
	t.Parallel()
	s := repltest.New(t)
	s.SetConsole(eval.Console{
		Progress: func(string, int) tree.Progress { t.Error("a bar is drawn"); return nil },
		Behind: &eval.Behind{Writer: io.Discard, Shows: func() func(int, any, error) {
			return func(int, any, error) {}
		}},
	})
	repltest.Run(t, s.Session, "reset! k v")
	repltest.Run(t, s.Session, "migrate --follow &")
	to := gateway.New(s.Direct, gateway.User{})
	for deadline := time.Now().Add(repltest.LongEnough); ; time.Sleep(time.Millisecond) {
		got, err := to.Range(t.Context(), gateway.Range{Key: []byte("/k")})
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("got %+v, %v", got, err)
		}
		if len(got.KVs) == 1 {
			break
		}
	}
	repltest.Run(t, s.Session, "kill 1")
}

// waitFor waits until a text is printed.
func waitFor(t *testing.T, printed *repltest.Buffer, text string) {
	t.Helper()
	for deadline := time.Now().Add(repltest.LongEnough); !strings.Contains(printed.String(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("got %q, want %q in it", printed.String(), text)
		}
	}
}

// TestMigrateToWithUser: whose password stands in --to is not known; none is sent.
func TestMigrateToWithUser(t *testing.T) {
	t.Parallel()
	s := repltest.New(t)
	for _, to := range []string{"http://root:secret@127.0.0.1:1", "root:secret@127.0.0.1:1", "http://127.0.0.1:1,http://root@127.0.0.1:1"} {
		s.Misuse("migrate --to "+to, "--to-user NAME:PASSWORD")
	}
}

// TestMigrateMapErrorIsShort: what a program gave is told, but not all of a large value.
func TestMigrateMapErrorIsShort(t *testing.T) {
	t.Parallel()
	s := repltest.New(t)
	s.Write("/large", strings.Repeat("v", 100_000))
	if err := s.Refuses(`migrate --map '.ttl = "5"'`, "the program gives {"); len(err.Error()) > 1000 {
		t.Errorf("got an error of %d bytes", len(err.Error()))
	}
}
