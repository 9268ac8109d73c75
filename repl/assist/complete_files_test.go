package assist_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/repl/repltest"
)

// files makes a directory with files and directories in it, whose names end in /.
func files(t testing.TB, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if strings.HasSuffix(name, "/") {
			err = os.MkdirAll(path, 0o700)
		} else if err == nil {
			err = os.WriteFile(path, nil, 0o700)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCompleteFiles(t *testing.T) {
	dir := files(t, "a.etcd2", "back up/x", "it's", ".hidden", "d/e/f", "tools/sort", "tools/sortof", "tools/sub/")
	if err := os.Symlink("d", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tools/sorted"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	s := repltest.Offline(t)
	repltest.SetPath(s, filepath.Join(dir, "nowhere")+":"+filepath.Join(dir, "tools"))
	const all = `a.etcd2|back\ up/|d/|it\'s|link/|tools/`
	repltest.SetHome(s, dir)
	tests := []struct{ name, line, want string }{
		{"at home", "connect x:1 --cacert ~/too", "~/tools/"},
		{"below home", "source ~/tools/so", "~/tools/sort|~/tools/sorted|~/tools/sortof"},
		{"quoted", "source '~/tools/so", ""},
		{"source", "source ", all},
		{"load", "load ", all},
		{"a value's file", "reset! k --file ", all},
		{"joined to the option", "reset! k --file=", all},
		{"dump", "dump --file a", "a.etcd2"},
		{"get", "get k --file a", "a.etcd2"},
		{"diff", "diff k --file a", "a.etcd2"},
		{"history", "history export a", "a.etcd2"},
		{"below a directory", "source d/", "d/e/"},
		{"begun", "source ./b", `./back\ up/`},
		{"a name with a blank", `source back\ up/`, `back\ up/x`},
		{"in double quotes", `source "b`, `"back up/`},
		{"in single quotes", `source 'i`, `'it'\''s'`},
		{"absolute", "source " + dir + "/a", dir + "/a.etcd2"},
		{"hidden", "source .h", ".hidden"},
		{"through a link", "source link/", "link/e/"},
		{"below nothing", "source nowhere/", ""},
		{"in brackets", "source [a", ""},
		{"a program", "get k | ! so", "sort|sortof"},
		{"a program by its path", "get k | ! ./tools/sort", "./tools/sort|./tools/sorted|./tools/sortof"},
		{"a program's argument", "get k | ! sort a", "a.etcd2"},
		{"a program of swap!", "swap! k ! sorto", "sortof"},
		{"its argument", "swap! k ! sort a", "a.etcd2"},
		{"a program under a lock", "lock k ! sorto", "sortof"},
		{"a program of exec-watch", "exec-watch k -- sorto", "sortof"},
		{"no file", "reset! k a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(completed(t, s, tt.line), "|"); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.line, got, tt.want)
			}
		})
	}
	for line, want := range map[string]string{"source d": "directory", "source a": ""} {
		c := assistant(s).Complete(t.Context(), line, len(line))
		if c.Total != 1 || c.Candidates[0].Description != want || c.Candidates[0].Closed != (want == "") {
			t.Errorf("%s: got %+v, want description %q", line, c, want)
		}
	}
}
