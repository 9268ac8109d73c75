package program_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"etcd2sh/repl/lang/scan"

	"pgregory.net/rapid"
)

// slashes matches what would begin the path of a file, were the password cut at its
// blanks.
var slashes = regexp.MustCompile(` [ /]+`)

// given are the ways to give a password: the arguments, the standard input and the
// environment of a run, and the lines that are typed at a prompt.
var given = map[string]func(t *testing.T, h *home, password string) []result{
	"a positional URL": func(t *testing.T, h *home, pw string) []result {
		cut := strings.Fields("http://root:" + slashes.ReplaceAllString(pw, " ") + "@127.0.0.1:1") // by the system's shell
		return []result{
			run{}.etcd2sh(t, "http://root:"+pw+"@127.0.0.1:1", "-c", "get k"),
			run{}.etcd2sh(t, "root:"+pw+"@127.0.0.1:1", "-c", "get k"),
			run{}.etcd2sh(t, append(cut, "-c", "get k")...),
			run{}.etcd2sh(t, append([]string{"--endpoints"}, cut...)...),
			run{}.etcd2sh(t, "rest!", "k", "http://root:"+pw+"@127.0.0.1:1"),
			run{}.etcd2sh(t, "http:/root:"+pw+"@127.0.0.1:1", "-c", "get k"),
			run{}.etcd2sh(t, "htp://root:"+pw+"@127.0.0.1:1", "-c", "get k"),
			run{}.sandbox(t, "http://root:"+pw+"@127.0.0.1:1"),
		}
	},
	"a flag": func(t *testing.T, h *home, pw string) []result {
		return []result{
			run{}.etcd2sh(t, "--endpoints", "http://root:"+pw+"@127.0.0.1:1", "-c", "get k", "--echo"),
			run{}.etcd2sh(t, "--endpoints=root:"+pw+"@127.0.0.1:1,http://127.0.0.1:1", "-c", "get k", "-o", "json"),
			run{}.etcd2sh(t, "--endpoints", "http://root:"+pw+"@127.0.0.1:1", "127.0.0.1:1"),
			run{}.etcd2sh(t, "--endpoint=http://root:"+pw+"@127.0.0.1:1"),
			run{}.etcd2sh(t, "-ehttp://root:"+pw+"@127.0.0.1:1"),
			run{}.etcd2sh(t, "-u", "root:"+pw, "127.0.0.1:1", "-c", "trace get k", "--echo"),
			run{}.etcd2sh(t, "--user=root:"+pw, "127.0.0.1:1", "set", "k", "v", "--ttl", "x"),
			run{}.etcd2sh(t, "--usr", "root:"+pw, "127.0.0.1:1", "-c", "get k"),
			run{}.etcd2sh(t, "-u", "root:"+pw, "--password-file", "/nonexistent", "127.0.0.1:1", "-c", "get k"),
			run{}.etcd2sh(t, "-o", "http://root:"+pw+"@127.0.0.1:1"),
			run{}.etcd2sh(t, "--jobs", "http://root:"+pw+"@127.0.0.1:1"),
			run{}.etcd2sh(t, "-f", "http://root:"+pw+"@127.0.0.1:1"),
		}
	},
	"the environment": func(t *testing.T, h *home, pw string) []result {
		var all []result
		for _, endpoints := range []string{"http://root:" + pw + "@127.0.0.1:1", "127.0.0.1:1,root:" + pw + "@127.0.0.1:1", "http:/root:" + pw + "@127.0.0.1:1"} {
			all = append(all, run{env: map[string]string{"ETCDCTL_ENDPOINTS": endpoints}}.etcd2sh(t, "-c", "get k"))
		}
		for _, env := range []map[string]string{{"ETCDCTL_USERNAME": "root:" + pw}, {"ETCDCTL_USER": "root", "ETCDCTL_PASSWORD": pw}, {"ETCDCTL_PASSWORD": pw}} {
			all = append(all, run{env: env}.etcd2sh(t, "127.0.0.1:1", "-c", "trace get k"))
		}
		return all
	},
	"the configuration file": func(t *testing.T, h *home, pw string) []result {
		h.writes("config/etcd2sh/config", "endpoints http://root:"+pw+"@127.0.0.1:1\nhttp://root:"+pw+"@127.0.0.1:1\noutput root:"+pw+"@h\n")
		return []result{h.types("config\n")}
	},
	"a script": func(t *testing.T, h *home, pw string) []result {
		var all []result
		for _, line := range lines(pw) {
			h.writes("script", line+"\n")
			h.writes("outer", "source "+h.file("script")+"\n")
			all = append(all,
				run{}.etcd2sh(t, "127.0.0.1:1", "-f", h.file("script"), "--echo", "-k"),
				run{}.etcd2sh(t, "127.0.0.1:1", "-f", h.file("outer"), "--echo", "-o", "json"),
				run{}.etcd2sh(t, "127.0.0.1:1", "-c", line, "-o", "simple"),
				run{}.etcd2sh(t, "127.0.0.1:1", "-c", line, "-j", "2"),
				run{}.etcd2sh(t, "--check", h.file("script")))
		}
		return all
	},
	"the prompt": func(t *testing.T, h *home, pw string) []result {
		var all []result
		for _, line := range lines(pw) {
			all = append(all, h.types(line+"\nhistory\n\x04")) // the first end is that of an open quote
		}
		return append(all, h.types("history\n"))
	},
}

// lines are commands with a password in them.
func lines(pw string) []string {
	url := "http://root:" + pw + "@127.0.0.1:1"
	return []string{
		"connect " + url, "connect root:" + pw + "@127.0.0.1:1", "connect " + scan.Quoted(url), `connect "` + url + `"`,
		"connect http://127.0.0.1:1," + url, "connect " + url + " --timeout 1x", "connect http:/root:" + pw + "@127.0.0.1:1",
		"conect " + url, url, "time connect " + url, "try connect " + url + " catch [:type :none] 1", "connect --" + url,
		"get k " + scan.Quoted(url), "config timeout " + scan.Quoted(url), "get # " + strings.ReplaceAll(url, " ", ""),
		"reset! k " + scan.Quoted(pw) + " --secret", "reset! --secret k " + scan.Quoted(pw) + " more", "cas! k {:secret? true} " + scan.Quoted(pw) + " {:x 1}",
		"user add bob:" + pw, "user passwd bob:" + pw, "user add " + scan.Quoted("bob:"+pw), "user add bob " + scan.Quoted(pw), "user ad bob:" + pw,
		"usr add bob:" + pw, "user bob:" + pw, "time user add bob:" + pw, "trace user add bob:" + pw + " more", "try user add bob:" + pw + " catch _ 1",
		"repeat 2 user add bob:" + pw, "etcdctl user add bob:" + pw, "user add --password-file /dev/null bob:" + pw, "user add bob:" + pw + " --nope",
		"connect 127.0.0.1:1 --user bob:" + pw, "connect --user=bob:" + pw + " 127.0.0.1:1", "connect 127.0.0.1:1 --user " + scan.Quoted("bob:"+pw) + " more",
		"conect 127.0.0.1:1 --user bob:" + pw, "time connect 127.0.0.1:1 {:user " + scan.Quoted("bob:"+pw) + "}", "migrate --to-user bob:" + pw + " --to 127.0.0.1:1",
		"v2store seal --push --to-user " + scan.Quoted("bob:"+pw), "repeat 2 connect 127.0.0.1:1 --user bob:" + pw + " --nope",
		"trace user addd bob:" + pw, "def y user addd bob:" + pw, "time user lst bob:" + pw, "try user addd bob:" + pw + " catch _ :no", "try pwd catch _ user addd bob:" + pw,
		"repeat 2 --jobs 2 user addd bob:" + pw, "time usr addd bob:" + pw, "connect 127.0.0.1:1 -u bob:" + pw, "connect 127.0.0.1:1 --username bob:" + pw, "connect 127.0.0.1:1 --usernme=bob:" + pw,
		"connect 127.0.0.1:1 -u " + scan.Quoted("bob:"+pw) + " more", "migrate --to-uesr bob:" + pw, "v2store seal --push --to-usr " + scan.Quoted("bob:"+pw), "time connect 127.0.0.1:1 -ubob:" + pw,
		"reset! k " + scan.Quoted(pw) + " --secret --ttl x", "rest! k " + scan.Quoted(pw) + " --secret",
	}
}

// TestPasswordBeforeComment: a # in a password begins a comment, and what stands before
// it must not be told as an address.
func TestPasswordBeforeComment(t *testing.T) {
	t.Parallel()
	for _, line := range []string{`connect http://root:1//ahunter2 #;" #]|"$@127.0.0.1:1`, `time connect root:1/hunter2 #x@127.0.0.1:1`} {
		got := run{in: line + "\n"}.etcd2sh(t, "127.0.0.1:1", "--echo")
		if got.status != 2 || strings.Contains(got.out+got.err, "hunter2") {
			t.Errorf("%s: got %+v", line, got)
		}
	}
}

// TestCutPassword: what the system's shell has cut off from a URL may be a password, too.
func TestCutPassword(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"http://root:hunter2", "root:1hunter2", "https://root:2hunter2/x"} {
		for _, args := range [][]string{{begin, "?", "@127.0.0.1:1"}, {"--endpoints", begin, "?", "@127.0.0.1:1"}, {"-c", "connect " + begin + " ? @127.0.0.1:1"}} {
			got := run{}.etcd2sh(t, append([]string{"-c", "get k"}, args...)...)
			if got.status == 0 || strings.Contains(got.out+got.err, "hunter2") {
				t.Errorf("%q: got %+v", args, got)
			}
		}
	}
}

// TestPasswordsAreNotShown: what is printed, and what is kept, has no password in
// it, however odd it is and however it was given.
func TestPasswordsAreNotShown(t *testing.T) {
	t.Parallel()
	const marker = "hunter2"
	odd := rapid.StringOf(rapid.SampledFrom([]rune(`/, "'@:%\#?&[]{}$;|é日a1`)))
	ways := slices.Sorted(maps.Keys(given))
	rapid.Check(t, func(rt *rapid.T) {
		password := odd.Draw(rt, "before") + marker + odd.Draw(rt, "after")
		way := rapid.SampledFrom(ways).Draw(rt, "way")
		h := &home{t: t, dir: t.TempDir(), server: "127.0.0.1:1"}
		h.env = map[string]string{"HOME": h.dir, "XDG_CONFIG_HOME": h.file("config"), "ETCD2SH_HISTFILE": h.file("history"), "PAGER": "cat"}
		for i, got := range given[way](t, h, password) {
			if strings.Contains(got.out+got.err, marker) {
				rt.Errorf("run %d shows the password %q:\n%s\n%s", i, password, got.out, got.err)
			}
		}
		if kept, err := os.ReadFile(h.file("history")); err == nil && strings.Contains(string(kept), marker) {
			rt.Errorf("the history file has the password %q:\n%s", password, kept)
		}
	})
}
