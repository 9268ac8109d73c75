// Package worktest has the test of how the work to read a line grows with it. It
// stands apart so that what it builds for itself is little.
package worktest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// commands are as many as the lines need.
var commands = lang.NewTable(
	&lang.Command{Name: "get", Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}}},
	&lang.Command{Name: "reset!", Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "V", Kind: lang.ValueArg}}},
	&lang.Command{Name: "swap!", Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}, {Name: "F", Kind: lang.FunctionArg}}},
	&lang.Command{Name: "echo", Args: []lang.Arg{{Name: "WORDS", Kind: lang.WordsArg, Optional: true}}},
	&lang.Command{Name: "expect", Args: []lang.Arg{{Name: "VALUE", Kind: lang.DataArg}, {Name: "COMMAND", Kind: lang.StatementArg}}},
)

// long are lines of n parts.
var long = map[string]func(n int) string{
	"a vector":        func(n int) string { return `get [` + strings.Repeat(`"a b",`, n) + `]` },
	"data":            func(n int) string { return `expect [` + strings.Repeat(`["a b",:c],`, n) + `] echo` },
	"quoted parts":    func(n int) string { return `reset! k ` + strings.Repeat(`"a b",c`, n) },
	"a key in quotes": func(n int) string { return `get ` + strings.Repeat(`"a b"/`, n) },
	"escapes":         func(n int) string { return `get ` + strings.Repeat(`a\ /`, n) },
	"a quoted value":  func(n int) string { return `reset! k '` + strings.Repeat("a b\n", n) + `'` },
	"words":           func(n int) string { return `echo ` + strings.Repeat(`"a b" `, n) },
	"stages":          func(n int) string { return `get k` + strings.Repeat(` | :node`, n) },
	"programs":        func(n int) string { return `get k` + strings.Repeat(` | ! cat`, n) },
	"a path":          func(n int) string { return `get k |` + strings.Repeat(` :node`, n) },
	"functions":       func(n int) string { return `swap! k trim` + strings.Repeat(` -> append "->"`, n) },
}

// TestWork counts the statements that are executed to read a line: they grow with
// its length, not with its square. The compiler's counters tell; for them the test
// builds and runs itself once more.
func TestWork(t *testing.T) {
	t.Parallel()
	const parts = 500
	if of := os.Getenv("LANG_TEST_WORK"); of != "" {
		work(t, of)
		return
	}
	program := filepath.Join(t.TempDir(), "lang.test")
	run(t, exec.CommandContext(t.Context(), "go", "test", "-c", "-o", program,
		"-covermode=count", "-coverpkg=etcd2sh/repl/lang,etcd2sh/repl/lang/scan", "."))
	for name := range long {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			few, many := counted(t, program, name, parts), counted(t, program, name, 8*parts)
			if many > 10*few {
				t.Errorf("%d parts take %d statements, %d take %d", parts, few, 8*parts, many)
			}
		})
	}
}

// work reads the line that is asked for.
func work(t *testing.T, of string) {
	name, size, _ := strings.Cut(of, "/")
	var n int
	if _, err := fmt.Sscan(size, &n); err != nil {
		t.Fatal(err)
	}
	l := lang.Language{Commands: commands}
	text := long[name](n)
	if _, err := l.Parse(scan.Scan(text), new(lang.Scope)); err != nil {
		t.Error(err)
	}
	l.Outline(text, scan.ScanHalf(text).Tokens)
}

// counted is how many statements a run of the program executes for a line.
func counted(t *testing.T, program, name string, parts int) (sum int) {
	t.Helper()
	profile := filepath.Join(t.TempDir(), "profile")
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestWork$", "-test.coverprofile="+profile)
	cmd.Env = append(os.Environ(), fmt.Sprintf("LANG_TEST_WORK=%s/%d", name, parts))
	run(t, cmd)
	f, err := os.Open(profile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var statements, times int
		if fields := strings.Fields(lines.Text()); len(fields) == 3 {
			fmt.Sscan(fields[1]+" "+fields[2], &statements, &times)
		}
		sum += statements * times
	}
	if sum == 0 {
		t.Fatal("nothing was counted")
	}
	return sum
}

func run(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
}
