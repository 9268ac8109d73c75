package assist_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/repltest"
)

// hints compares a hint with what is wanted; there "[…" stands for options at
// the end, whichever they are.
func hints(got, want string) bool {
	if before, ok := strings.CutSuffix(want, "[…"); ok {
		options, ok := strings.CutPrefix(got, before+"[")
		return ok && !strings.Contains(options, "!")
	}
	return got == want
}

func TestTypingHint(t *testing.T) {
	t.Parallel()
	s := repltest.Offline(t)
	tests := []struct{ line, want string }{
		{"", ""},
		{"res", ""},
		{"gte :k", ""},
		{"reset!", "K V […"},
		{"reset! ", "K V […"},
		{"reset! :k", "V […"},
		{"reset! :k --ttl", "SECONDS V […"},
		{"reset! :k --ttl 5 ", "V […"},
		{"reset! :k --file x ", "[…"},
		{"reset! :k v --t", ""},
		{"mkdir!", "K [--ttl SECONDS] …"},
		{"mkdir! q", "[--ttl SECONDS] [--timeout TIME] [--root-key NAME]"},
		{"mkdir! q {:ttl 5}", "[--timeout TIME] [--root-key NAME]"},
		{"mkdir! q -- ", ""},
		{`reset! :k "a`, ""},
		{"get [:cats", ""},
		{"touch! k", "--ttl SECONDS [--prev-value V] [--prev-index N] [--timeout TIME] [--root-key NAME] [--secret]"},
		{"ls", "[K…] […"},
		{"ls a b", "[K…] [-l|--long] […"},
		{"delete! a b", "[K…] [-r|--recursive] [--dir] [--timeout TIME] [--root-key NAME] [--secret]"},
		{"get k --wait", "[-r|--recursive] [-s|--sorted] […"},
		{"swap! k replace", "OLD NEW [--default V] …"},
		{"swap! k replace a", "NEW [--default V] …"},
		{"swap! k subs 1 ", "[END] [-> F…] [--default V] [--ttl SECONDS] [--swap-retry-delay TIME] [--timeout TIME] [--root-key NAME] [--secret]"},
		{"swap! k + 1 --default 0 --timeout 1s", "[N…] [-> F…] [--ttl SECONDS] [--swap-retry-delay TIME] [--root-key NAME] [--secret]"},
		{"swap! k inc -> ", "F [--default V] …"},
		{"swap! k nope ", ""},
		{"swap! k !", "PROGRAM ARGS…"},
		{"swap! k ! tr a b", "[ARGS…] [-> F…]"},
		{"meta", "COMMAND…"},
		{"meta get", "K… [-r|--recursive] …"},
		{"repeat 3", "[-j|--jobs M] COMMAND…"},
		{"try pwd ", "catch SELECTOR HANDLER"},
		{"try pwd catch ", "SELECTOR HANDLER"},
		{"try pwd catch _ ", "HANDLER"},
		{"try pwd catch _ cas! k", "OLD NEW […"},
		{"get k # remark", ""},

		{"cas-index! k 0", "! index 0 would be no condition to etcd, and is refused"},
		{"update! k v {:prevIndex 0}", "! index 0 would be no condition to etcd, and is refused"},
		{"delete! k --prev-index=0", "! index 0 would be no condition to etcd, and is refused"},
		{`cas-index! k 7 0 `, "[…"},
		{"reset! color #fff", "! #fff begins a comment; quote '#fff' to mean the text"},
		{"reset! color #\x1b[31m", "! #\\u001b[31m begins a comment; quote '#\\u001b[31m' to mean the text"},
		{"reset! color # fff", ""},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			if got := assistant(s).TypingHint(tt.line); !hints(got, tt.want) {
				t.Errorf("\n got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	s := repltest.New(t).Session
	const drops, directory = "! drops the ttl of 1000 s", "! a directory: it wants --recursive"
	repltest.Run(t, s, "reset! lease mine --ttl 1000", "reset! cats/tom 1", "get nil")
	tests := []struct{ name, line, want string }{
		{"reset!", "reset! lease x", drops},
		{"another spelling", "update! [:lease] x", drops},
		{"swap!", "swap! :lease inc", drops},
		{"nested", "try repeat 2 cas! /lease mine x catch _ 0", drops},
		{"with a ttl", "reset! lease x --ttl 5", "[…"},
		{"arguments missing", "reset! lease", "V […"},
		{"only where there is no key", "reset! lease x --prev-exist=false", "[…"},
		{"an option under way", "reset! lease x --t", ""},
		{"another name space", "reset! lease x --root-key r", "[…"},
		{"only a new key", "create! lease x", "[…"},
		{"delete of a directory", "delete! cats", directory},
		{"a directory behind another key", "delete! lease cats", directory},
		{"with --recursive", "delete! cats -r", "[K…] [--dir] [--prev-value V] [--prev-index N] [--timeout TIME] [--root-key NAME] [--secret]"},
		{"delete of a file", "delete! cats/tom --dir -r --prev-value 1 --prev-index 2 --timeout 1s", "[--root-key NAME] [--secret]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := assistant(s).TypingHint(tt.line); !hints(got, tt.want) {
				t.Errorf("%s\n got %q\nwant %q", tt.line, got, tt.want)
			}
		})
	}
}

// What a command changed is known when the next one is typed.
func TestWarningsFollowCommands(t *testing.T) {
	t.Parallel()
	s := repltest.New(t).Session
	const options = "[…"
	check := func(line, want string) {
		t.Helper()
		if got := assistant(s).TypingHint(line); !hints(got, want) {
			t.Errorf("%s\n got %q\nwant %q", line, got, want)
		}
	}
	repltest.Run(t, s, "reset! k 1 --ttl 500")
	check("reset! k 2", "! drops the ttl of 500 s")
	repltest.Run(t, s, "reset! k 2")
	check("reset! k 3", options)
	repltest.Run(t, s, "touch! k --ttl 900")
	check("reset! k 3", "! drops the ttl of 900 s")
	repltest.Run(t, s, "delete! k")
	check("reset! k 3", options)
	repltest.Run(t, s, "reset! k 1 --ttl 500", "reset! d/k 1 --ttl 400")
	check("delete! d", "! a directory: it wants --recursive")
	repltest.Run(t, s, "cd d")
	check("reset! k 1", "! drops the ttl of 400 s")
	repltest.Run(t, s, "cd", "delete-all! nil")
	check("reset! k 1", options)
	check("reset! d/k 1", options)
	repltest.Run(t, s, "reset! k 1 --ttl 500", "try delete! d catch _ 0", "mkdir! d", "try delete! d catch _ 0")
	check("delete! d", "! a directory: it wants --recursive")
	repltest.Run(t, s, "connect "+s.Endpoint())
	check("reset! k 1", options)
}
