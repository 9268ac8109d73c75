package repl_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/script"
)

// TestLoadInto reads the key of --into as any other key: what is quoted is
// data, and a variable is a name, whatever it looks like.
func TestLoadInto(t *testing.T) {
	parallel(t)
	b := newBench(t)
	path := b.file(headerWith(`{:dump "/a"}`) + "reset! \"/a/pw\" \"new\"\n")
	b.run(`def name echo nil`)
	for into, key := range map[string]string{
		`$name`: `"/nil/pw"`, `"nil"`: `"/nil/pw"`, `":q"`: `"/:q/pw"`, `:q`: `"/q/pw"`, `[z y]`: `"/z/y/pw"`, `nil`: `"/pw"`,
	} {
		b.run(`delete-all! nil`, `load `+path+` --into `+into)
		b.want(`get* [`+key+`] | :node :key`, key)
	}
	b.misuse(`load `+path+` --into ".."`, "cannot be an element of a key")
}

// TestFailedPlaces: a name whose definition failed stands for nothing, and a
// failed cd ends a script that goes on after errors.
func TestFailedPlaces(t *testing.T) {
	parallel(t)
	b := newBench(t)
	b.run(`reset! job 1`, `def j get* job | :node :key`)
	b.refuses(`def j get* gone | :node :key`, "Key not found")
	b.misuse(`delete! $j`, "there is no variable $j")
	shell, _ := newShell(t, b.endpoint)
	shell.KeepGoing = true
	text := strings.NewReader("get* gone\ncd staging\nreset! replicas 0\n")
	if err := shell.Script(t.Context(), []script.Source{{Name: "script", Reader: text}}); eval.Status(err) != lang.StatusNotFound {
		t.Errorf("got %v, want the first error", err)
	}
	b.want(`get replicas`, `nil`)
}
