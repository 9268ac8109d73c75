//go:build unix

package command_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// A named pipe is waited for until somebody writes to it, or no longer than
// anybody wants to.
func TestNamedPipe(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	interrupted(t, s, namedPipe(t))
	silent := namedPipe(t)
	writer, err := os.OpenFile(silent, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	interrupted(t, s, silent)
	pipe := namedPipe(t)
	go os.WriteFile(pipe, []byte("v"), 0)
	s.Run(`reset! k --file ` + pipe)
	s.Want(`get k`, `"v"`)
}

// TestHome: an unquoted ~/ at the beginning of a file's path is the home directory,
// wherever a file is named; a quoted one is not, nor is one in a key or a value.
func TestHome(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	home := t.TempDir()
	repltest.SetHome(s.Session, home)
	repltest.WriteFile(t, filepath.Join(home, "my value"), "v")
	for _, line := range []string{`reset! k --file ~/"my value"`, `reset! k --file=~/my\ value`, `reset! k {:file ~/"my value"}`, `reset! k -- ~/v`, `reset! k "~/v"`} {
		value := map[bool]string{true: `"v"`, false: `"~/v"`}[strings.Contains(line, "file")]
		s.Want(line+` | :node :value`, value)
	}
	s.Run(`delete! k`, `reset! ~/key v`, `dump --file ~/dump.etcd2`)
	s.Want(`load ~/dump.etcd2`, `{:written 0, :skipped 1, :failed 0}`)
	s.Want(`get /~/key`, `"v"`)
	for _, line := range []string{`reset! k --file "~/my value"`, `reset! k --file='~/my value'`, `reset! k {:file "~/my value"}`, `load "~/dump.etcd2"`} {
		s.Misuse(line, `open ~/`)
	}
	for _, options := range []string{"--cacert", "--user root --password-file"} {
		s.Misuse(`connect 127.0.0.1:1 `+options+` ~/none`, filepath.Join(home, "none"))
		s.Misuse(`connect 127.0.0.1:1 `+options+` '~/none'`, ` ~/none`)
	}
}

// interrupted interrupts all that may wait for a pipe.
func interrupted(t testing.TB, s repltest.Session, pipe string) {
	t.Helper()
	for _, line := range []string{`source ` + pipe, `load ` + pipe, `diff :none ` + pipe, `reset! k --file ` + pipe} {
		ctx, interrupt := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			v, err := s.Eval(ctx, line)
			if parts, ok := v.(eval.Results); ok { // of source, which reads them as they are asked for
				for _, err = range parts {
					break
				}
			}
			ended <- err
		}()
		go interrupt()
		select {
		case err := <-ended:
			if eval.Status(err) != lang.StatusInterrupted {
				t.Errorf("%s: got %v, want it interrupted", line, err)
			}
		case <-time.After(repltest.LongEnough):
			t.Fatalf("%s goes on, though it was interrupted", line)
		}
	}
}

func namedPipe(t *testing.T) string {
	t.Helper()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // whoever still waits for a writer goes on
		if f, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil {
			f.Close()
		}
	})
	return pipe
}

// TestFileOption reads a value byte for byte.
func TestFileOption(t *testing.T) {
	t.Parallel()
	s, w := repltest.Wired(t)
	repltest.SetStdin(s, strings.NewReader("a\r\nb\x00\n"))
	path := t.TempDir() + "/a value"
	repltest.WriteFile(t, path, "from\na file\n")
	repltest.Run(t, s, "reset! k --file -", "reset! k --file '"+path+"'", "cas! --file '"+path+"' k old")
	want := "PUT /k value=a%0D%0Ab%00%0A|PUT /k value=from%0Aa+file%0A|PUT /k prevValue=old&value=from%0Aa+file%0A"
	if got := strings.Join(w.Sent(), "|"); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for name, line := range map[string]string{
		"read to its end": "reset! k --file -", "a directory": "reset! k --file " + t.TempDir(), "missing": "reset! k --file /nonexistent",
	} {
		if _, err := s.Eval(t.Context(), line); eval.Status(err) != lang.StatusUsage {
			t.Errorf("%s: got %v, want a usage error", name, err)
		}
	}
	repltest.WriteFile(t, path, "not UTF-8: \xff")
	if _, err := s.Eval(t.Context(), "reset! k --file '"+path+"'"); eval.Status(err) != lang.StatusUsage || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("got %v, want a usage error about UTF-8", err)
	}
	if len(w.Sent()) != 3 {
		t.Errorf("sent %q, want nothing more", w.Sent()[3:])
	}
}

// TestGetToFile writes values as they are.
func TestGetToFile(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	path := filepath.Join(t.TempDir(), "value")
	for _, value := range []string{"", "a\r\nb\x00\n", strings.Repeat("物", 1<<20)} {
		s.Write("k", value)
		s.Want("get k --file "+path, strconv.Itoa(len(value)))
		if got, err := os.ReadFile(path); err != nil || string(got) != value {
			t.Errorf("got %.40q, %v, want %.40q", got, err, value)
		}
	}
	s.Run("mkdir! d")
	s.Misuse("get d --file "+path, "/d has no value to write to a file")
	s.Misuse("get k --file -", "--file wants the path of a file")
	s.Refuses("get missing --file "+path, "Key not found")
	s.Refuses("get k --file "+t.TempDir(), "no regular file")
}
