package program_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestErrorsAreInTheFormatAsked(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none")
	tests := map[string]struct{ format, err string }{
		"edn":    {"edn", "; -c:1: bogus\n;       ^ column 1\n" + `{:type :usage, :message "there is no command bogus; help lists them"}`},
		"json":   {"json", `{"type":"usage","message":"there is no command bogus; help lists them","file":"-c","line":1,"column":1}`},
		"simple": {"simple", "; -c:1: bogus\n;       ^ column 1\nError: there is no command bogus; help lists them"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{}.etcd2sh(t, "-o", test.format, "-c", "bogus").want(t, result{2, "", test.err + "\n"})
		})
	}
	t.Run("before any command", func(t *testing.T) {
		t.Parallel()
		for _, bad := range [][]string{{"-f", none}, {"--timeout", "soon"}, {"--color", "blue"}, {"ftp://127.0.0.1"}} {
			run{}.etcd2sh(t, append(bad, "-o", "json", "-c", "pwd")...).fails(t, 2, `{"type":"usage","message":"`)
		}
		run{}.etcd2sh(t, "-o", "json", "--bogus").fails(t, 2, `{"type":"usage","message":"unknown flag: --bogus"`)
		run{}.etcd2sh(t, "-o", "simple", "-f", none).fails(t, 2, "Error: open ", "; usage: etcd2sh --help lists the flags\n")
	})
}

func TestErrorNamesItsPlace(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "script.etcd2", "# one\npwd\n\nget* 'a\nb' \\\n  c\n")
	tests := map[string]struct {
		in   string
		args []string
		err  string
	}{
		"a file":         {"", []string{"-f", file}, "; " + file + `:4: get* 'a\nb'   c` + "\n"},
		"standard input": {"pwd\nbogus", nil, "; stdin:2: bogus\n"},
		"a command":      {"", []string{"-c", "pwd", "-c", "pwd\nbogus"}, "; -c:2: bogus\n"},
		"an open quote":  {"pwd\nget [a\n'b\nc", nil, "opened on line 3 is never closed"},
		"a byte order":   {"\uFEFFpwd\r\nbogus\r\n", nil, "; stdin:2: bogus\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run{in: test.in}.etcd2sh(t, test.args...)
			if got.status != 2 || got.out != "\"/\"\n" && name != "a command" {
				t.Errorf("got status %d and %q, want 2 and the result before the error", got.status, got.out)
			}
			if !strings.Contains(got.err, test.err) {
				t.Errorf("got %q, want it to have %q", got.err, test.err)
			}
		})
	}
}

// Errors in json are for programs: a line each, which says where it was met.
func TestErrorsInJSONTellTheirPlace(t *testing.T) {
	endpoint := server(t)
	script := "get* missing\nbogus\nreset! k\nrepeat 2 get* missing\npwd | ! false\n\nswap! missing \\\n inc\nexpect 1 pwd\nget 'open\n"
	want := []string{"1 <nil> 404", "2 1 usage", "3 9 usage", "4 <nil> 404", "5 <nil> program", "7 <nil> 404", "9 <nil> expectation", "10 5 usage"}
	for _, jobs := range []string{"1", "8"} {
		got := run{in: script}.etcd2sh(t, endpoint, "-o", "json", "-k", "--jobs", jobs)
		for i, e := range jsonErrors(t, got.err) {
			kind := e["type"]
			if kind == nil {
				kind = e["status"]
			}
			if said := fmt.Sprint(e["line"], " ", e["column"], " ", kind); e["file"] != "stdin" || i >= len(want) || said != want[i] {
				t.Errorf("--jobs %s: got %v, want stdin and %s", jobs, e, want[min(i, len(want)-1)])
			}
		}
		if n := strings.Count(got.err, "\n"); n != len(want) || got.status != 4 || got.out != "" {
			t.Errorf("--jobs %s: got %d errors, status %d and %q, want %d errors and status 4", jobs, n, got.status, got.out, len(want))
		}
	}
}
