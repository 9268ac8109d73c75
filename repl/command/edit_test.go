package command_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// typing is an editor in which somebody types a text over all that is there.
func typing(text string) func(context.Context, string) error {
	return func(_ context.Context, path string) error { return os.WriteFile(path, []byte(text), 0o600) }
}

// draftsIn puts the temporary files that are made from now on into a directory
// of the test's own, and gives what is left there.
func draftsIn(t *testing.T) func() []string {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	return func() []string {
		left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return left
	}
}

func TestEdit(t *testing.T) {
	tests := []struct {
		name string
		old  *string // nil: no such key
		text string
		want string // what is written; "" for nothing
	}{
		{"another value", new("hi"), "meow", "meow"},
		{"the editor ends its file", new("hi"), "meow\n", "meow"},
		{"a newline is wanted", new("hi"), "meow\n\n", "meow\n"},
		{"the value ended in a newline", new("hi\n"), "meow\n", "meow\n"},
		{"its newline is taken away", new("hi\n"), "hi", "hi"},
		{"bytes", new("a"), "\x00\r\n\t\u202e物 \U0001f431", "\x00\r\n\t\u202e物 \U0001f431"},
		{"unchanged", new("hi"), "hi", ""},
		{"unchanged but for the editor's newline", new("hi"), "hi\n", ""},
		{"unchanged with a newline", new("hi\n"), "hi\n", ""},
		{"unchanged and empty", new(""), "\n", ""},
		{"from nothing", nil, "meow\n", "meow"},
		{"nothing from nothing", nil, "", ""},
	}
	s := repltest.New(t)
	drafts := draftsIn(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Again(t)
			s.Run(`delete-all! nil`)
			if tt.old != nil {
				s.Write("/cats/mittens", *tt.old)
			}
			repltest.SetEditor(s.Session, func(ctx context.Context, path string) error {
				shown, err := os.ReadFile(path)
				if want := ""; err != nil || tt.old != nil && string(shown) != *tt.old || tt.old == nil && string(shown) != want {
					t.Errorf("the editor got %q, %v, want the value as it is", shown, err)
				}
				return typing(tt.text)(ctx, path)
			})
			notes := ""
			repltest.OnNote(s.Session, func(text string) { notes += text })
			before := s.Run(`get cats`)
			v, err := s.Eval(t.Context(), `edit cats/mittens`)
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if v != (render.Nothing{}) {
					t.Errorf("got %v, want nothing", v)
				}
				s.Want(`get cats`, before)
			} else {
				node, _ := render.Lookup(v, render.Keyword("node"))
				if got, _ := render.Lookup(node, render.Keyword("value")); got != tt.want {
					t.Errorf("got the answer %v, want the value %q", got, tt.want)
				}
				s.Want(`get cats/mittens`, repltest.EDN(t, tt.want))
			}
			if unchanged := notes == "unchanged, nothing written"; unchanged != (tt.want == "") {
				t.Errorf("got the notes %q", notes)
			}
			if left := drafts(); len(left) > 0 {
				t.Errorf("got %q left, want nothing", left)
			}
		})
	}
}

// TestEditDraft looks at the file that the editor is given.
func TestEditDraft(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Write("/conf.json", "{}")
	for key, ending := range map[string]string{"conf.json": ".json", "'a.b c'": "value", "'x.;rm'": "value", "z.sh/y": "value"} {
		repltest.SetEditor(s.Session, func(_ context.Context, path string) error {
			file, err := os.Stat(path)
			if err != nil {
				return err
			}
			dir, err := os.Stat(filepath.Dir(path))
			if err != nil {
				return err
			}
			if file.Mode().Perm() != 0o600 || dir.Mode().Perm() != 0o700 || !strings.HasSuffix(path, ending) {
				t.Errorf("%s: got %s, %v in a directory %v, want …%s, 0600 in 0700", key, path, file.Mode(), dir.Mode(), ending)
			}
			return nil
		})
		s.Run(`edit ` + key)
	}
}

func TestEditKeepsTTL(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	repltest.SetEditor(s.Session, typing("meow"))
	s.Run(`reset! k hi --ttl 1000`, `edit k`)
	s.Want(`get k`, `"meow"`)
	if got := s.Seconds("/k"); got > 1000 || got < 700 {
		t.Errorf("got a ttl of %d seconds, want about 1000", got)
	}
}

// TestEditConflict writes the key while it is edited.
func TestEditConflict(t *testing.T) {
	tests := []struct{ name, before, meanwhile, look, want string }{
		{"another value", `reset! k hi`, `reset! k purr`, `get k`, `"purr"`},
		{"the same value again", `reset! k hi`, `reset! k hi`, `get k`, `"hi"`},
		{"deleted", `reset! k hi`, `delete! k`, `get nil`, `nil`},
		{"created", `delete-all! nil`, `reset! k purr`, `get k`, `"purr"`},
		{"now a directory", `delete-all! nil`, `mkdir! k`, `ls`, `["k/"]`},
	}
	s := repltest.New(t)
	drafts := draftsIn(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Again(t)
			other := s.Again(t)
			s.Run(`delete-all! nil`, tt.before)
			repltest.SetEditor(s.Session, func(ctx context.Context, path string) error {
				other.Run(tt.meanwhile)
				return typing("my text\n")(ctx, path)
			})
			_, err := s.Eval(t.Context(), `edit k`)
			var conflict *command.EditConflict
			if !errors.As(err, &conflict) || conflict.Key != "/k" || conflict.Text != "my text" || !strings.Contains(err.Error(), conflict.Path) {
				t.Fatalf("got %#v, want a conflict about /k with the text", err)
			}
			s.Want(tt.look, tt.want)
			if left := drafts(); len(left) != 1 || left[0] != conflict.Path {
				t.Fatalf("got %q left, want %s", left, conflict.Path)
			}
			if kept, err := os.ReadFile(conflict.Path); err != nil || string(kept) != "my text\n" {
				t.Errorf("got %q, %v kept, want what was typed", kept, err)
			}
			if err := os.RemoveAll(filepath.Dir(conflict.Path)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestEditFails keeps the text where there may be one, and says where.
func TestEditFails(t *testing.T) {
	s := repltest.New(t)
	tests := []struct {
		name     string
		editor   func(context.Context, string) error
		endpoint string
		message  string
		status   int
		kept     bool
	}{
		{"the editor, nothing typed", func(context.Context, string) error { return exec.ErrNotFound }, s.URL,
			"executable file not found", lang.StatusRefused, false},
		{"the editor, something typed", func(ctx context.Context, path string) error {
			return errors.Join(typing("text")(ctx, path), errors.New("exit status 1"))
		}, s.URL, "exit status 1", lang.StatusRefused, true},
		{"not UTF-8", typing("a\xff"), s.URL, "is not UTF-8", lang.StatusUsage, true},
		{"the file is gone", func(_ context.Context, path string) error { return os.Remove(path) }, s.URL,
			"no such file", lang.StatusRefused, false},
		{"the answer is lost", typing("text"), repltest.LoseAnswers(t, s.URL, "PUT", "/k").URL, "is not known", lang.StatusUnknown, true},
	}
	drafts := draftsIn(t)
	s.Run(`reset! k hi`)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Through(t, tt.endpoint)
			notes := ""
			repltest.OnNote(s.Session, func(text string) { notes += text })
			repltest.SetEditor(s.Session, tt.editor)
			err := s.Refuses(`edit k`, tt.message)
			if got := eval.Status(err); got != tt.status {
				t.Errorf("got status %d, want %d", got, tt.status)
			}
			left := drafts()
			if tt.kept && (len(left) != 1 || !strings.Contains(notes+err.Error(), left[0])) || !tt.kept && len(left) != 0 {
				t.Errorf("got %q left, told %q and %v; want it kept and told: %v", left, notes, err, tt.kept)
			}
			for _, path := range left {
				if err := os.RemoveAll(filepath.Dir(path)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestEditRefused(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Misuse(`edit k`, "wants a terminal")
	s.Run(`mkdir! cats`)
	repltest.SetEditor(s.Session, func(context.Context, string) error { t.Error("the editor was called"); return nil })
	s.Misuse(`edit cats`, "/cats is a directory")
	s.Misuse(`edit nil`, "/ is a directory")
	s.Misuse(`edit`, "edit wants a key: edit K")
}
