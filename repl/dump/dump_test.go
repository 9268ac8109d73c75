package dump_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/command"
	"etcd2sh/repl/dump"
)

// sample is a tree with a file, a directory with a ttl and an empty one.
func sample() *tree.Tree {
	file := &client.Node{Key: new("/a/b"), Value: new("x \"y\"\n")}
	full := &client.Node{Key: new("/a"), Dir: true, TTL: new(int64(3600)), Nodes: []*client.Node{file}}
	empty := &client.Node{Key: new("/e"), Dir: true}
	top := &client.Node{Key: new("/"), Dir: true, Nodes: []*client.Node{empty, full}}
	return &tree.Tree{Key: "/", Read: time.Now(), Dirs: [][]*client.Node{{top}, {empty, full}}, Files: []*client.Node{file}}
}

// records reads a dump, as a line for each record.
func records(t *testing.T, text string) (string, error) {
	t.Helper()
	r, err := dump.NewReader(t.Context(), command.Table().Table, "f", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for record, err := range r.Records(t.Context()) {
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d %s", record.Line, record.Key)
		if record.Value != nil {
			fmt.Fprintf(&b, " %q", *record.Value)
		}
		if record.TTL != nil {
			fmt.Fprintf(&b, " ttl %d", *record.TTL)
		}
		b.WriteString("\n")
	}
	if r.BytesRead() != len(text) {
		t.Errorf("%d bytes were read, want %d", r.BytesRead(), len(text))
	}
	return b.String(), nil
}

// What a Writer writes, a Reader reads, in each form.
func TestEachFormIsReadBack(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"commands", "json", "edn"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form, ok := dump.FormNamed(name)
			if !ok || form.Name() != name {
				t.Fatalf("got %q, %v", form.Name(), ok)
			}
			w := dump.Writer{Form: form, Header: dump.Header{Root: "/", Source: "http://x"}, Contents: dump.OfTree(sample())}
			var out strings.Builder
			if err := w.Write(t.Context(), &out); err != nil {
				t.Fatal(err)
			}
			got, err := records(t, out.String())
			want := "2 /a ttl 3600\n3 /a/b \"x \\\"y\\\"\\n\"\n4 /e\n"
			if name == "commands" {
				want = strings.Replace(want, "4 /e", "5 /e", 1) // the value has a newline
			}
			if err != nil || got != want {
				t.Errorf("got %q, %v, want %q of\n%s", got, err, want, &out)
			}
		})
	}
}

// TestSpool: a tree that went through a file is the same.
func TestSpool(t *testing.T) {
	t.Parallel()
	whole := sample()
	file, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	dir, child := whole.Dirs[1][1], whole.Files[0]
	dir.Expiration = new(time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC))
	child.Value = new(strings.Repeat("\ufffd", 100_000))
	spool := dump.NewSpool(file)
	for _, n := range []*client.Node{whole.Top(), dir, child, whole.Dirs[1][0]} {
		if err := spool.Add(n, len(n.Nodes), whole.Read); err != nil {
			t.Fatal(err)
		}
	}
	contents, err := spool.Contents()
	if err != nil {
		t.Fatal(err)
	}
	if contents.Keys != 1 || contents.Directories != 3 || contents.Altered != 1 || contents.FirstAltered != "/a/b" {
		t.Errorf("got %+v", contents)
	}
	var texts [2]strings.Builder
	for i, c := range []*dump.Contents{contents, dump.OfTree(whole)} {
		w := dump.Writer{Form: dump.JSON, Contents: c}
		if err := w.Write(t.Context(), &texts[i]); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := texts[0].String(), texts[1].String(); got != want {
		t.Errorf("got %.300s, want %.300s", got, want)
	}
	if err := file.Truncate(1000); err != nil {
		t.Fatal(err)
	}
	w := dump.Writer{Form: dump.JSON, Contents: contents}
	if err := w.Write(t.Context(), io.Discard); err == nil {
		t.Error("a file that was cut off is taken for whole")
	}
}

// TestSpoolTTL: the ttl of a record counts from when its directory was read, however
// long the others take.
func TestSpoolTTL(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	synctest.Test(t, func(t *testing.T) {
		spool := dump.NewSpool(file)
		time.Sleep(time.Minute)
		read := time.Now()
		time.Sleep(5 * time.Second)
		for key, ttl := range map[string]int64{"/long": 100, "/short": 20, "/over": 3} {
			if err := spool.Add(&client.Node{Key: &key, Value: new("v"), TTL: &ttl}, 0, read); err != nil {
				t.Fatal(err)
			}
		}
		contents, err := spool.Contents()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []map[string]int{{"/long": 95, "/short": 15, "/over": 1}, {"/long": 65, "/short": 1, "/over": 1}} {
			var text strings.Builder
			w := dump.Writer{Form: dump.Commands, Contents: contents}
			if err := w.Write(t.Context(), &text); err != nil {
				t.Fatal(err)
			}
			for key, ttl := range want {
				if line := fmt.Sprintf("reset! %q \"v\" --ttl %d\n", key, ttl); !strings.Contains(text.String(), line) {
					t.Errorf("got %s, want %s", text.String(), line)
				}
			}
			time.Sleep(30 * time.Second)
		}
	})
}

func TestReaderTellsWhereItStops(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "f:1: there is nothing to load: no record, and no first line of a dump",
		"{\"key\":\"/a\",\"dir\":true}\n{":   "f:2:2: ",
		"mkdir! /a\nget /a\n":                "f:2: get is none of the commands of a dump",
		"{:dump \"/a\"}\n{:key \"/b\"}\n":    "f:2: a record has either",
		"{:dump \"/a\" :records 1}\n":        "f says that it has 1 record, and has 0",
		"{:dump \"/a\"}\n{:key 1}\n":         "f:2: key is missing, or no string",
		"{:dump \"/a\"}\n{:k \"/a\"}\n":      "f:2: a record has no k; it has key",
		"{:dump \"/a\"}\n{:key \"/a\"} {}\n": "f:2: something follows the map on its line",
	} {
		_, err := records(t, text)
		if !errors.As(err, new(*dump.SyntaxError)) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestReaderEndsWithTheInputsError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	in := io.MultiReader(strings.NewReader("{:key \"/a\" :dir true}\n"), failing{broken})
	r, err := dump.NewReader(t.Context(), command.Table().Table, "f", in)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err = range r.Records(t.Context()) {
		n++
	}
	if n != 2 || !errors.Is(err, broken) || errors.As(err, new(*dump.SyntaxError)) {
		t.Errorf("got %d records, the last with %v", n, err)
	}
}

// failing is an input that cannot be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
