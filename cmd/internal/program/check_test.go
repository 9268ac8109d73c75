package program_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// --check reads everything, sends nothing, and tells the place of each error.
func TestCheck(t *testing.T) {
	t.Parallel()
	f := startFake(t, always(http.StatusOK, "text/plain", ""))
	good := writeFile(t, "good.etcd2", "def x get k\nreset! [k $x] $1 {:ttl $x}\nreset! $_ $@\nsource $1\necho $sourced\ntry get k | ! false catch _ def y pwd\necho $y\n")
	run{}.etcd2sh(t, f.url, "--check", good).want(t, result{})

	inner := writeFile(t, "inner.etcd2", "def there pwd\nrest! k v\n")
	bad := writeFile(t, "bad.etcd2", "get k\n\nreset! k \\\n  $none\nsource "+inner+"\necho $there\nget k --recursiv | :x\nget 'open\n")
	run{}.etcd2sh(t, f.url, "--check", bad, "--check", good).fails(t, 2,
		"; "+bad+":3: reset! k   $none\n",
		"^ line 4, column 3\n{:type :usage, :message \"there is no variable $none;",
		"; "+inner+":2: rest! k v\n; "+strings.Repeat(" ", len(inner)+4)+"^ column 1\n{:type :usage, :message \"there is no command rest!; did you mean reset!?\"}\n",
		"; "+bad+":7: get k --recursiv | :x\n; "+strings.Repeat(" ", len(bad)+10)+"^ column 7\n",
		"; "+bad+":8: get 'open\n; "+strings.Repeat(" ", len(bad)+8)+"^ column 5\n")

	got := run{}.etcd2sh(t, f.url, "-o", "json", "--check", bad)
	var places []string
	for _, e := range jsonErrors(t, got.err) {
		places = append(places, fmt.Sprint(filepath.Base(e["file"].(string)), e["line"], e["column"]))
	}
	if want := "[bad.etcd24 3 inner.etcd22 1 bad.etcd27 7 bad.etcd28 5]"; fmt.Sprint(places) != want || got.status != 2 || got.out != "" {
		t.Errorf("got %v, status %d, want %s, status 2", places, got.status, want)
	}
	run{in: "bogus"}.etcd2sh(t, f.url, "--check", "-").fails(t, 2, "; stdin:1: bogus\n")
	words := writeFile(t, "words.etcd2", "user addd x:hunter2\ntime user addd x\nv2store clean\nmember lst\nlose all get k\nawait k exist\ndef w pwd\nuser $w\nuser list\nrole get r\n")
	got = run{}.etcd2sh(t, f.url, "-o", "json", "--check", words)
	var lines []string
	for _, e := range jsonErrors(t, got.err) {
		lines = append(lines, fmt.Sprint(e["line"]))
	}
	if fmt.Sprint(lines) != "[1 2 3 4 5 6]" || got.status != 2 || strings.Contains(got.err, "hunter2") {
		t.Errorf("got %s, status %d, want an error of each line with a word that there is not", got.err, got.status)
	}
	run{}.etcd2sh(t, f.url, "--check", good, "-c", "pwd").fails(t, 2, "--check runs nothing")
	run{}.etcd2sh(t, f.url, "--check", good+".not").fails(t, 2, "no such file")
	f.got(t)
}

// --no-exec refuses whatever would start a program, before anything is sent.
func TestNoExec(t *testing.T) {
	t.Parallel()
	f := startFake(t, always(http.StatusOK, "text/plain", ""))
	ran := filepath.Join(t.TempDir(), "ran")
	for _, line := range []string{
		"swap! k ! touch " + ran, "swap! k trim -> ! touch " + ran, "get k | ! touch " + ran, "try get k | ! touch " + ran + " catch _ x",
		"def x pwd | ! touch " + ran, "expect 1 pwd | :x | ! touch " + ran, "repeat 2 swap! k ! touch " + ran, "edit k",
		"try get k catch _ pwd | ! touch " + ran, "time swap! k ! touch " + ran,
	} {
		got := run{env: map[string]string{"EDITOR": "touch " + ran}}.etcd2sh(t, f.url, "--no-exec", "-c", line)
		got.fails(t, 2, "starts a program, which --no-exec has turned off")
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program was started")
	}
	f.got(t)
}
