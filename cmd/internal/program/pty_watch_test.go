package program_test

import (
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
)

func TestPtyWatch(t *testing.T) {
	t.Parallel()
	t.Run("Ctrl-C ends it", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		watches(p, h, "\x03")
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("any key ends it and begins the next line", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		for _, tt := range []struct{ key, line string }{
			{"x", "x"}, {"ж", "ж"}, {"get k", "get k"}, {"\x1b[200~get k\x1b[201~", "get k"},
			{up, `watch k --from $begun | :node :value`},
			{"\r", ""}, {"\x1b", ""}, {"\x04", ""}, // which no line begins with
		} {
			watches(p, h, tt.key)
			p.Typed(tt.line)
			p.Type("\x15")
		}
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("a key ends a program's run", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").has("k", "v").atPrompt()
		reads := p.Screen().Reads
		p.Type("\x0cexec-watch k --from 4 -- sh -c 'echo ran; sleep 30; true'\r")
		p.See("the program's output", func(s screen) bool { return s.Has("\nran") })
		p.Type("q")
		p.next(reads, "")
		if s := p.Typed("q"); s.Has("interrupted") {
			t.Errorf("got a screen\n%s\nwant a prompt without an error", s)
		}
		p.Type("\x15")
		p.gets("get k", `"v"`)
		p.leaves()
	})
	t.Run("an event is a line", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("k", "v", "k", strings.Repeat("long", 20))
		h.columns = 60
		p := h.atPrompt()
		const waits = "; watching /k; any key ends it\n"
		p.gets("watch k -n 1 --from 4", waits+`4  set     /k  "v"`)
		p.gets("watch k -n 1 --from 5", waits+`5  set     /k  "v" → "`+strings.Repeat("long", 8)+"longl…")
		p.gets("watch k -n 1 --from 4 | jq .action", waits+`"set"`)
		p.gets("watch k -n 1 --from 4 | :action", waits+`"set"`)
		p.gets("config events map", "")
		if got := p.runs("watch k -n 1 --from 4"); !strings.Contains(got, `{:action "set",`) {
			t.Errorf("got\n%s\nwant the whole data", got)
		}
		p.leaves()
	})
	t.Run("an event stands before what exec-watch runs for it", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("k", "v", "k", strings.Repeat("long", 20))
		p := h.atPrompt()
		const waits = "; running sh for each change of /k; any key ends it\n"
		long := `"` + strings.Repeat("long", 20) + `"`
		p.gets(`exec-watch k -n 2 --from 4 -- sh -c 'printf "(%s)" "$ETCD_WATCH_ACTION"'`, // which ends no line
			waits+`4  set     /k  "v"`+"\n(set)\n"+`5  set     /k  "v" → `+long+"\n(set)")
		p.gets("get k | jq length", "80")
		p.runs("exec-watch k -n 1 --from 4 -- sh -c cat")
		p.gets("echo $_", "80") // what is there to be seen is no result
		p.gets("exec-watch k -n 1 --from 4 -- sh -c cat | ! cat", "v")
		p.gets("def v exec-watch k -n 1 --from 4 -- sh -c cat", strings.TrimSuffix(waits, "\n"))
		p.gets("echo $v", "v")
		p.leaves()
	})
	t.Run("an event is a line behind the prompt", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("k", "v", "k", strings.Repeat("long", 20))
		h.columns = 60
		p := h.atPrompt()
		p.enters("watch k --from 4 &\r", ">")
		p.Text("[1] 4  set     /k  \"v\"\n[1] 5  set     /k  \"v\" → \"longlonglonglonglonglonglonglongl…\n")
		p.enters("\x0cexec-watch k --from 4 -n 1 -- cat &\r", ">")
		p.Text("[2] 4  set     /k  \"v\"\n[2] v\n[2] done: ")
		p.leaves()
	})
	t.Run("in the background", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("k", "v")
		p := h.atPrompt()
		p.enters("watch k --from 4 | :node :value &\r", ">")
		p.Text(`[1] "v"`)
		p.Type("reset! other hal")
		p.Typed("reset! other hal")
		h.has("k", "again")
		p.Text(`[1] "again"`)
		p.Typed("reset! other hal") // as it was
		p.enters("f\r", ">")
		if got := h.value("other"); got != "half" {
			t.Errorf("got %q, want the line that was being typed", got)
		}
		if got := p.runs("jobs"); !strings.Contains(got, "watch k --from 4 | :node :value &") {
			t.Errorf("jobs: got %s, want the watch", got)
		}
		p.enters("\x0ckill 1\r", ">")
		h.has("k", "unseen")
		if s := p.enters("\x0cjobs\r", ">"); s.Has("watch") || s.Has("unseen") {
			t.Errorf("got a screen\n%s\nwant no job", s)
		}
		p.enters("watch k &\r", ">")
		p.leaves()
	})
}

// What waits tells for what, and ends with a key that begins the next line. A lock
// that was waited for leaves no key behind.
func TestPtyWaits(t *testing.T) {
	t.Parallel()
	h := newHome(t, "").has("m/00000000000000000001", "somebody 0123456789abcdef")
	p := h.atPrompt()
	for _, tt := range []struct{ line, told string }{
		{"watch k -r", "; watching /k and all that is below; any key ends it"},
		{"exec-watch k -- cat", "; running cat for each change of /k; any key ends it"},
		{"await k = 1 --timeout 30s", `; waiting until /k is "1", for 30s at most; any key ends it`},
		{"get k --wait", "; waiting for the next event of /k; any key ends it"},
		{"sleep 30", "; sleeping for 30s; any key ends it"},
		{"dequeue q --wait", "; waiting for an item in /q; any key ends it"},
		{"elect l --observe", "; watching who leads /l; any key ends it"},
		{"lock m pwd", "; waiting for /m, which somebody holds without a ttl; any key ends it"},
		{"elect m me pwd", "; waiting for /m, which somebody holds without a ttl; any key ends it"},
		{"lock free sleep 30", "; sleeping for 30s; any key ends it"},
		{"repeat 4 --jobs 2 sleep 30", "; sleeping for 30s; any key ends it"},
	} {
		reads := p.Screen().Reads
		p.Type("\x0c" + tt.line + "\r")
		p.Text(tt.line + "\n" + tt.told)
		p.Type("echo «" + tt.line[:3] + "»") // some of it before the wait has ended, some after
		p.next(reads, "")
		if s := p.Typed("echo «" + tt.line[:3] + "»"); s.Has(":interrupted") {
			t.Errorf("%s: got a screen\n%s\nwant no error", tt.line, s)
		}
		p.enters("\r", ">")
		p.Text("\n«" + tt.line[:3] + "»")
	}
	p.gets("lock m --show | 0 :owner", `"somebody"`)
	p.gets("lock m --show | 1", "nil")
	p.gets("lock free --show", "(none)")
	p.leaves()
}

// Ctrl-C interrupts what waits, and a program's keys are its own.
func TestPtyWaitInterrupted(t *testing.T) {
	t.Parallel()
	p := newHome(t, "").atPrompt()
	p.Type("sleep 30\r")
	p.Text("; sleeping for 30s; any key ends it")
	p.Type("\x03")
	p.Text(`{:type :interrupted, :message "interrupted"}`)
	p.Type("watch k | ! sh -c 'echo reads; read line </dev/tty; echo \"<$line>\"'\r")
	p.Text("\nreads")
	if s := p.Screen(); s.Has("watching") {
		t.Errorf("got a screen\n%s\nwant nothing told on a program's screen", s)
	}
	p.enters("a line\r", ">")
	p.Text("\n<a line>")
	p.leaves()
}

// A key of a lock that could not be deleted when the wait for it was ended is told.
func TestPtyLockLeftBehind(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Start(t, 1)
	p := newHome(t, c.Endpoints()[0]).has("m/00000000000000000001", "somebody 0123456789abcdef").atPrompt()
	p.Type("lock m pwd\r")
	p.Text("; waiting for /m")
	if err := c.Stop(0); err != nil {
		t.Fatal(err)
	}
	if s := p.enters("\r", ">"); !s.Has("{:type :interrupted, :message \"interrupted; the key /m/0000000000000000000") || !s.Has(" stays until its ttl ends\"}") {
		t.Errorf("got a screen\n%s\nwant the key named that is left", s)
	}
	p.leaves()
}

// watches watches k, sees an event, presses a key, and gives the screen with
// the prompt that follows.
func watches(p shell, h *home, key string) screen {
	p.T.Helper()
	if _, err := h.client().Set(p.T.Context(), "k", "v", client.SetOptions{}); err != nil {
		p.T.Fatal(err)
	}
	reads := p.Screen().Reads
	p.Type("\x0cdef begun get* k | :node :modifiedIndex\r")
	p.next(reads, ">")
	reads = p.Screen().Reads
	p.Type("\x0cwatch k --from $begun | :node :value\r")
	p.See("an event", func(s screen) bool { return s.Has("\n\"v\"") })
	p.Type(key)
	s := p.next(reads, "")
	if s.Has("interrupted") {
		p.T.Errorf("%q: got a screen\n%s\nwant no error", key, s)
	}
	return s
}
