package program_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/repltest"
)

// operator follows the chapter "Leaving v2" of the manual for a cluster of one member. Its
// lines are run as they stand there, by sh, one after the other, but for what is
// particular to a machine: the member's address, its data directory, the file of its
// settings and the file of its program stand for those of the chapter, ten seconds of
// watching are one, a snapshot comes after 300 entries, and systemctl is played by the
// test.
type operator struct {
	*testing.T
	member   *upgradetest.Member
	place    *strings.Replacer
	dir      string   // where the commands are run
	settings string   // the file of the member's settings
	program  string   // the file of its program
	exports  []string // the variables that were set
}

func newOperator(t *testing.T) *operator {
	t.Helper()
	m, dir := upgradetest.New(t, 1)[0], t.TempDir()
	o := &operator{T: t, member: m, dir: dir, settings: filepath.Join(dir, "default"), program: filepath.Join(dir, "etcd")}
	o.place = strings.NewReplacer("http://10.0.0.1:2379", m.Client, "/var/lib/etcd", m.Dir,
		"/etc/default/etcd", o.settings, "/usr/local/bin/etcd", o.program, "--watch 10s", "--watch 1s")
	repltest.WriteFile(t, o.settings, "ETCD_ENABLE_V2=true\nETCD_SNAPSHOT_COUNT=300\n")
	for name, p := range map[string]upgradetest.Program{
		"etcd": upgradetest.Etcd35, "etcdutl": upgradetest.Etcdutl, "etcd-v3.6.16-linux-amd64/etcd": upgradetest.Etcd36,
	} {
		link := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(p.File(t), link); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// systemctl starts the member's program with its settings, or stops it.
func (o *operator) systemctl(verb string) {
	o.Helper()
	if verb != "start" {
		o.member.Stop()
	}
	if verb == "stop" {
		return
	}
	settings := readFile(o.T, o.settings)
	if verb == "restart" && strings.Contains(settings, "ENABLE_V2") {
		o.Error("v2 stays on: each answer of /health makes an entry, and whether a snapshot comes after the last is luck")
	}
	var flags []string
	for line := range strings.Lines(settings) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		name = strings.ToLower(strings.TrimPrefix(name, "ETCD_"))
		flags = append(flags, "--"+strings.ReplaceAll(name, "_", "-")+"="+value)
	}
	o.member.MustStart(upgradetest.At(o.program), flags...)
}

// does runs a line of the chapter. What the chapter says it prints, it prints; and it
// succeeds.
func (o *operator) does(e example) {
	o.Helper()
	line := o.place.Replace(e.command)
	words := strings.Fields(line)
	switch {
	case words[0] == "export":
		o.exports = append(o.exports, words[1])
	case words[0] == "systemctl":
		o.systemctl(words[1])
	default:
		follows := strings.Contains(line, "--follow")
		if follows { // whom Ctrl-C is for, in place of sh
			line = "exec " + line
		}
		var out repltest.Buffer
		cmd := exec.CommandContext(o.Context(), "sh", "-c", line)
		cmd.Dir, cmd.Stdout, cmd.Stderr = o.dir, &out, &out
		cmd.Env = append(os.Environ(), "PATH="+programs(o.T)+":"+o.dir+":"+os.Getenv("PATH"))
		cmd.Env = append(cmd.Env, o.exports...)
		if err := cmd.Start(); err != nil {
			o.Fatal(err)
		}
		if follows {
			o.interrupts(cmd, &out, ":in-step true")
		}
		if err := cmd.Wait(); err != nil {
			o.Fatalf("%s:%d: %s: %v\n%s", manual, e.line, line, err, out.String())
		}
		e.check(o.T, manual, out.String())
	}
}

// interrupts presses Ctrl-C when a text is printed.
func (o *operator) interrupts(cmd *exec.Cmd, out *repltest.Buffer, text string) {
	o.Helper()
	for deadline := time.Now().Add(repltest.LongEnough); !strings.Contains(out.String(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			o.Errorf("%q was not printed, but\n%s", text, out.String())
			break
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		o.Fatal(err)
	}
}

// chapter gives the commands of a part of the manual, less those below a heading.
func chapter(t *testing.T, title, without string) []example {
	t.Helper()
	heading, here := "", false
	headings := map[int]string{} // of lines
	for i, line := range strings.Split(readFile(t, filepath.Join(root, manual)), "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			here, heading = line == "## "+title, line
		case strings.HasPrefix(line, "### "):
			heading = strings.TrimPrefix(line, "### ")
		}
		if here {
			headings[i+1] = heading
		}
	}
	var found []example
	left := false
	for _, e := range examples(t, manual, "shell-session", "$ ") {
		switch h, in := headings[e.line]; {
		case in && h == without:
			left = true
		case in:
			found = append(found, e)
		}
	}
	if len(found) == 0 || !left {
		t.Fatalf("%s has no commands in %q, or none in %q", manual, title, without)
	}
	return found
}

// Whoever follows the chapter, in the one way or in the other, comes to 3.6 with every key
// and every lease that was in v2; by a restart also where the member is asked for its
// health all the time.
func TestDocumentedWayOutOfV2(t *testing.T) {
	t.Parallel()
	const byRestart, byPush = "5. Seal, by one restart", "5. Seal, without a restart"
	for name, without := range map[string]string{"by a restart": byPush, "without a restart": byRestart} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOperator(t)
			o.systemctl("start")
			if without != byRestart {
				o.member.Probe()
			}
			o.member.Fill()
			for _, e := range chapter(t, "Leaving v2", without) {
				o.does(e)
			}
			o.member.WantFilled()
			if got := o.member.Do(http.MethodGet, "/version", ""); !strings.Contains(got, `"etcdserver":"3.6.`) {
				t.Errorf("got %s, want 3.6", got)
			}
		})
	}
}
