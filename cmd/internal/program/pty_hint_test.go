package program_test

import (
	"strings"
	"testing"
)

func TestPtyHints(t *testing.T) {
	t.Parallel()
	t.Run("shrink while the arguments are typed", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").atPrompt()
		for _, step := range []struct{ typed, want string }{
			{"cas!", "cas! K"},
			{" k", "cas! k OLD"},
			{" old", "cas! k old NEW"},
			{" new", "cas! k old new [--ttl SECONDS]"},
		} {
			p.Type(step.typed).Typed(step.want)
		}
		s := p.enters("\r", ">")
		if s.Has("[--ttl") {
			t.Errorf("got a screen\n%s\nwant no hint left behind", s)
		}
	})
	t.Run("warn", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").has("/dir/k", "v").atPrompt()
		p.gets("reset! k v --ttl 500 | :action", `"set"`)
		p.gets("get* k | :node :value", `"v"`)
		p.gets("get dir", `{"k" "v"}`)
		for _, test := range []struct{ typed, want string }{
			{"cas-index! k 0", "! index 0 would be no condition"},
			{"cas-index! k 0 v", "! index 0 would be no condition"},
			{"reset! k w", "! drops the ttl of "},
			{"swap! k inc", "! drops the ttl of "},
			{"reset! /k w", "! drops the ttl of "},
			{"reset! k #1", "! #1 begins a comment; quote '#1'"},
			{"delete! dir", "! a directory: it wants --recursive"},
		} {
			p.Type("\x15" + test.typed)
			p.See(test.want, func(s screen) bool { return strings.Contains(s.Typed(), test.typed+" "+test.want) })
		}
		for _, harmless := range []string{"reset! k w --ttl 9", "delete! dir --recursive", "reset! k '#1' --ttl 9"} {
			p.Type("\x15" + harmless)
			s := p.See("no warning", func(s screen) bool { return strings.HasPrefix(s.Typed(), harmless) })
			if strings.Contains(s.Typed(), "! drops") || strings.Contains(s.Typed(), "! a") || strings.Contains(s.Typed(), "comment") {
				t.Errorf("%s: got the line %q, want no warning", harmless, s.Typed())
			}
		}
	})
	t.Run("ask no server", func(t *testing.T) {
		t.Parallel()
		f, _ := hanging(t)
		p := newHome(t, f.url).atPrompt()
		p.Type("reset! hang/k v").Typed("reset! hang/k v [")
		p.Type("\x15delete! hang").Typed("delete! hang [")
		f.got(t, "GET /version ", "GET /v2/members ")
	})
}
