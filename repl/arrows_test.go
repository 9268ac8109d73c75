package repl_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "etcd2sh/"

// floors are the packages of ours, from the ground up: each may import what is
// on a floor below its own.
var floors = [][]string{
	{"client/sandbox/pki"},
	{"repl/lang/scan", "repl/eval/program", "repl/file", "repl/terminal/terminaltest", "client/sandbox", "client/transport", "scripts"},
	{"client", "history"},
	{"client/admin", "client/gateway", "client/internal/clienttest", "client/recipe", "client/sandbox/sandboxtest", "client/sandbox/upgradetest", "client/torture", "client/tree", "render"},
	{"client/migrate", "repl/function", "repl/dispatch", "repl/assist/known", "repl/race"},
	{"repl/lang"},
	{"repl/doctor", "repl/lang/script", "repl/lang/worktest"},
	{"repl/dump", "repl/eval"},
	{"repl/v2store"},
	{"repl/command", "repl/lesson"},
	{"repl/assist"},
	{"repl", "repl/terminal"},
	{"repl/repltest", "cmd/internal/program", "scripts/bench", "scripts/picture", "scripts/release"},
	{"cmd/etcd2sh", "cmd/etcd2sh-sandbox"},
}

// floor tells on which floor a package is, or -1.
func floor(name string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, name) })
}

// lonely are the packages that use the standard library and nothing of
// others', but for these.
var lonely = map[string][]string{
	"client":           {"github.com/go-json-experiment/json"},
	"client/transport": nil,
}

type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Deps       []string
}

// list asks the go command about the packages of this module.
func list(t *testing.T) map[string]listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Standard,Imports,Deps", "./...")
	cmd.Dir = ".."
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, problem.String())
	}
	all := map[string]listed{}
	d := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// TestArrows holds the imports against the floors.
func TestArrows(t *testing.T) {
	t.Parallel()
	all := list(t)
	for path, p := range all {
		name, ours := strings.CutPrefix(path, module)
		if !ours {
			continue
		}
		if floor(name) < 0 {
			t.Errorf("%s is a package without a floor", name)
		}
		for _, imported := range p.Imports {
			to, ours := strings.CutPrefix(imported, module)
			if ours && floor(to) >= floor(name) {
				t.Errorf("%s imports %s, which is not below it", name, to)
			}
			others, alone := lonely[name]
			if alone && !ours && !all[imported].Standard && !slices.ContainsFunc(others, func(o string) bool { return within(imported, o) }) {
				t.Errorf("%s imports %s; it may import the standard library and %q", name, imported, others)
			}
		}
	}
	for _, name := range slices.Concat(floors...) {
		if _, known := all[module+name]; !known {
			t.Errorf("go list does not know %s", name)
		}
	}
	for path, server := range map[string]bool{"cmd/etcd2sh": false, "repl": false, "client": false, "cmd/etcd2sh-sandbox": true} {
		linked := slices.ContainsFunc(all[module+path].Deps, func(d string) bool { return within(d, "go.etcd.io/etcd/server") })
		if linked != server {
			t.Errorf("%s links etcd's server: %v, want %v", path, linked, server)
		}
	}
}

func within(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }

// process are the names through which a package would touch the process.
var process = map[string][]string{
	"os":  {"Exit", "Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv", "Stdin", "Stdout", "Stderr", "Args"},
	"fmt": {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"log": {"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
}

// TestProcessIsMains finds who touches the process outside cmd and scripts,
// where the programs are.
func TestProcessIsMains(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := strings.TrimPrefix(filepath.ToSlash(path), "../")
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "cmd" || name == "scripts" || path != ".." && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, use := range touches(f) {
			if (within(name, "client/sandbox/sandboxtest") || within(name, "client/sandbox/upgradetest")) && use == "os.Getenv" {
				continue // it names the server to test against, or has servers built
			}
			t.Errorf("%s uses %s; only cmd and scripts may", name, use)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("looked at %d files, want all of them", files)
	}
}

func touches(f *ast.File) []string {
	var uses []string
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && slices.Contains(process[x.Name], n.Sel.Name) {
				uses = append(uses, x.Name+"."+n.Sel.Name)
			}
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "print" || f.Name == "println") {
				uses = append(uses, f.Name)
			}
		}
		return true
	})
	return uses
}
