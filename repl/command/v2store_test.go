package command_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// What is left is told after what was deleted; then there is nothing but the names that
// nobody gave.
func TestV2storeClear(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Alone(t)
	dir := t.TempDir()
	s.Run(`set a/b 1`, `set with/_hidden 2`, `set _other 3`)
	s.Misuse(`v2store clear --hidden /a`, "begins with _")
	s.Misuse(`v2store clear --push`, "takes no --push")
	s.Misuse(`v2store clear --file ""`, "--file wants the path of a file")
	s.Misuse(`v2store all`, "check, clear or seal")
	s.Want(`try v2store seal catch [:type :not-clear] :not-clear`, `:not-clear`)
	s.Want(`try v2store clear --file `+dir+`/one.etcd2 | :keys catch [:type :left] :left`, "1\n:left")
	s.Want(`v2store clear --hidden with/_hidden --hidden /_other --file `+dir+`/two.etcd2 | :keys`, `2`)
	s.Want(`v2store seal | 0 :on`, `"m0"`)
	s.Refuses(`get* _other`, "Key not found")
	s.Run(`load `+dir+`/one.etcd2`, `load `+dir+`/two.etcd2 --overwrite`)
	s.Want(`get a/b`, `"1"`)
	s.Want(`get with/_hidden`, `"2"`)
	s.Want(`get _other`, `"3"`)
}

// A file that is there may be the only copy of what was deleted before: it stays, and
// so does everything in the store.
func TestV2storeClearKeepsFiles(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Alone(t)
	dir := t.TempDir()
	for _, name := range []string{"all.etcd2", "some.users.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.Run(`set a/b 1`)
	s.Misuse(`v2store clear --file `+filepath.Join(dir, "all.etcd2"), "is there already")
	s.Misuse(`v2store clear --file `+filepath.Join(dir, "some.etcd2"), "is there already")
	s.Want(`get a/b`, `"1"`)
	if text, err := os.ReadFile(filepath.Join(dir, "all.etcd2")); err != nil || string(text) != "precious" {
		t.Errorf("got %q, %v, want the file as it was", text, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "some.etcd2")); err == nil {
		t.Error("the other file was written all the same")
	}
}

// A person is asked when the file is there, and no deletes nothing.
func TestV2storeClearAsks(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Alone(t)
	path := filepath.Join(t.TempDir(), "all.etcd2")
	s.Run(`set a/b 1`)
	var question string
	s.SetConsole(eval.Console{Confirm: func(_ context.Context, text string) (bool, error) {
		question = text
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
		return false, nil
	}})
	s.Run(`v2store clear --file ` + path)
	if want := "Delete 1 key, 1 directory? All of it is in "; !strings.HasPrefix(question, want) || !strings.Contains(question, path) {
		t.Errorf("got %q, want %q", question, want)
	}
	s.Want(`get a/b`, `"1"`)
}
