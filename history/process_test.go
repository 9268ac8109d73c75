//go:build unix

package history_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"etcd2sh/history"
)

// childRole names what a process that a test started is to do, and the test
// binary is then no test but that process.
const childRole = "HISTORY_TEST_CHILD"

func TestMain(m *testing.M) {
	roles := map[string]func(arg string) error{"adder": adder, "stranger": stranger, "limited": limited}
	role := os.Getenv(childRole)
	if role == "" {
		os.Exit(m.Run())
	}
	if err := roles[role](os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child prepares a process that plays a role in the directory dir.
func child(t *testing.T, dir, role, arg string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, arg)
	c.Dir, c.Env = dir, append(os.Environ(), childRole+"="+role)
	return c
}

// report is what a child tells of one history.
type report struct {
	Open, First, Second string // errors
	Commands            []string
}

// try opens the history in the working directory, adds two commands to it and
// prints how that went.
func try() error {
	h, opened := history.Open("history", 0)
	first, second := h.Add(entry("first")), h.Add(entry("second"))
	r := report{Commands: commands(h.Entries())}
	for text, err := range map[*string]error{&r.Open: opened, &r.First: first, &r.Second: second} {
		if err != nil {
			*text = err.Error()
		}
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

func tried(t *testing.T, dir, role, arg string) report {
	t.Helper()
	c := child(t, dir, role, arg)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v", role, err)
	}
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatalf("%s: %v in %q", role, err, out)
	}
	return r
}

const adds, rounds = 50, 6

// adder adds its commands several times over, from two histories at once.
func adder(name string) error {
	one, err := history.Open("history", 0)
	if err != nil {
		return err
	}
	two, err := history.Open("history", 0)
	if err != nil {
		return err
	}
	for range rounds {
		for i := range adds {
			if err := one.Add(entry(name + " one " + strconv.Itoa(i))); err != nil {
				return err
			}
			if err := two.Add(entry(name + " two " + strconv.Itoa(i))); err != nil {
				return err
			}
		}
	}
	return nil
}

// Many processes append while another one rewrites the file again and again.
func TestManyProcessesLoseNothing(t *testing.T) {
	t.Parallel()
	const processes = 4
	const limit = processes * 2 * adds
	dir := t.TempDir()
	path := filepath.Join(dir, "history")
	done := make(chan error)
	for i := range processes {
		c := child(t, dir, "adder", "process "+strconv.Itoa(i))
		c.Stderr = os.Stderr
		go func() { done <- c.Run() }()
	}
	for left := processes; left > 0; {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			left--
		default:
			open(t, path, limit)
		}
	}
	got := commands(open(t, path, limit).Entries())
	for i := range processes {
		for _, shell := range []string{"one", "two"} {
			for n := range adds {
				if want := fmt.Sprintf("process %d %s %d", i, shell, n); !slices.Contains(got, want) {
					t.Errorf("%q is lost", want)
				}
			}
		}
	}
	if len(got) != limit {
		t.Errorf("%d entries, want %d", len(got), limit)
	}
	if lines := strings.Count(contents(t, path), "\n"); lines > 2*limit {
		t.Errorf("%d lines were added and %d are left: the file was never rewritten", limit*rounds, lines)
	}
}

// stranger tries as a user to whom the directory does not belong.
func stranger(string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	return try()
}

func TestPermissionDenied(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		file     os.FileMode // 0 for no file
		dir      os.FileMode
		commands []string
	}{
		{"directory", 0, 0o555, []string{"first", "second"}},
		{"file to be read only", 0o444, 0o777, []string{"old", "first", "second"}},
		{"file and directory to be read only", 0o444, 0o555, []string{"old", "first", "second"}},
		{"file", 0o200, 0o777, []string{"first", "second"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "history")
			if test.file != 0 {
				write(t, path, line("old"), 0o600)
				if err := os.Chmod(path, test.file); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, test.dir); err != nil {
				t.Fatal(err)
			}
			got := tried(t, dir, "stranger", "")
			if err := os.Chmod(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(got.Open, "history: permission denied; new commands are kept in memory only") {
				t.Errorf("open: error %q, want one about the permission", got.Open)
			}
			if got.First != "" || got.Second != "" {
				t.Errorf("add: errors %q, %q, want none after the first report", got.First, got.Second)
			}
			if !slices.Equal(got.Commands, test.commands) {
				t.Errorf("commands %q, want %q", got.Commands, test.commands)
			}
		})
	}
}
