package lesson_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lesson"
	"etcd2sh/repl/repltest"
)

// student is a session with a course, on a store of its own.
type student struct {
	repltest.Session
	course *lesson.Course
	t      *testing.T
}

func newStudent(t *testing.T, progress string) student {
	t.Helper()
	s := student{repltest.New(t), newCourse(progress), t}
	repltest.SetCourse(s.Session.Session, s.course)
	t.Cleanup(func() {
		if err := s.course.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// gives checks the data that a line gives.
func (s student) gives(line, want string) {
	s.t.Helper()
	v, err := s.Eval(s.t.Context(), line)
	if err != nil {
		s.t.Fatalf("%s: %v", line, err)
	}
	if got := repltest.EDN(s.t, eval.PlainResult(v)); got != want {
		s.t.Errorf("%s\n got %s\nwant %s", line, got, want)
	}
}

// shows checks that what a terminal shows of a line has a text.
func (s student) shows(line, want string) {
	s.t.Helper()
	v, err := s.Eval(s.t.Context(), line)
	if err != nil {
		s.t.Fatalf("%s: %v", line, err)
	}
	var got strings.Builder
	if err := (render.Style{Terminal: true, Width: 80}).Result(&got, eval.Shown(v)); err != nil || !strings.Contains(got.String(), want) {
		s.t.Errorf("%s\n got %s, %v\nwant it to have %s", line, got.String(), err, want)
	}
}

// told checks what a student is told behind a command.
func (s student) told(want string) {
	s.t.Helper()
	if got := s.course.Check(s.t.Context()); got != want {
		s.t.Errorf("told %q, want %q", got, want)
	}
}

func (s student) refused(line, want string) {
	s.t.Helper()
	_, err := s.Eval(s.t.Context(), line)
	if usage := (*lang.UsageError)(nil); !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
		s.t.Errorf("%s\n got %v\nwant a usage error with %s", line, err, want)
	}
}

// fileOf keeps a lesson in a file.
func fileOf(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "own.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCourse(t *testing.T) {
	t.Parallel()
	s := newStudent(t, "")
	s.Run("set a here", "mkdir! dir", "cd dir", "def kept get /a")
	s.shows("lesson", "Every change has a number  0 of 3")
	s.refused("lesson hint", "no lesson is under way")
	s.refused("lesson 0", "there is no lesson 0; there are 1 to")
	s.refused("lesson 1 9", "the lesson has the steps 1 to 3, not 9")
	s.refused("lesson nosuch", "there is no lesson nosuch; a lesson is a number or a file, and within one there are check, end, hint, ")
	s.refused("lesson hints", "there is no lesson hints; did you mean hint?")
	s.refused("lesson check nosuch", "open nosuch: ")

	s.shows("lesson 1", "Step 1 of 3: Make a key")
	s.told("")
	s.gives("pwd", `"/"`)
	s.gives("get nil", "nil")
	s.gives("lesson", `{:lesson 1, :step 1, :done false, :missing "there is no key city yet"}`)
	s.refused("lesson hint me", "lesson hint takes nothing more")
	s.shows("lesson hint", "Type mk city Bern and Enter")
	s.shows("lesson hint", "There is no other hint; lesson solution shows")
	s.gives("lesson solution", `("mk city Bern" "get* city")`)
	s.Run("set city Bern")
	s.told("")
	s.gives("lesson check", `{:lesson 1, :step 1, :done false, :missing "nobody has asked for the whole of city yet: get* city"}`)
	s.Run("get* city")
	s.told("step 1 of 3 done: a key that is new has the same number twice: the change that made it gave it its value. lesson next goes on.")
	s.told("") // once
	s.gives("lesson check", `{:lesson 1, :step 1, :done true}`)
	s.gives("lesson reset | :step", "1")
	s.gives("lesson check | :done", "false")
	s.gives("get nil", "nil")
	s.gives("lesson next | :step", "2")
	s.gives("lesson seen", "{:commands [], :exchanges []}")

	s.gives("lesson end", "nil")
	s.gives("pwd", `"/dir"`)
	s.gives("get /a", `"here"`)
	s.gives("echo $kept", "here")
	s.shows("lesson", "Every change has a number  1 of 3")
	s.shows("lesson 1", "Step 2 of 3")
}

// TestCourseOfOneWhoLeaves has a student break and leave what a lesson gave.
func TestCourseOfOneWhoLeaves(t *testing.T) {
	t.Parallel()
	s := newStudent(t, "")
	s.Run("lesson 1", "mk city Bern", "connect "+s.URL, "set city Bern", "get* city")
	s.gives("lesson check | :missing", `"the shell is connected to `+s.URL+`, which is not the lesson's; lesson reset leads back"`)
	s.gives("lesson reset | :step", "1")
	s.Run("sandbox stop m0 m1 m2")
	s.gives("lesson check | :missing", `"there is no key city yet"`)
	s.Run("lesson reset", "mk city Bern", "get* city")
	s.gives("lesson check | :done", "true")
	s.Run("sandbox cut all", "lesson end", "get nil")
}

// TestInterruptedCheck says nothing about a look that Ctrl-C ended.
func TestInterruptedCheck(t *testing.T) {
	t.Parallel()
	s := newStudent(t, "")
	s.Run("lesson 1", "mk city Bern", "get* city")
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	if got := s.course.Check(interrupted); got != "" {
		t.Errorf("told %q", got)
	}
	if got := s.course.Check(t.Context()); got == "" {
		t.Error("the step is not done when it is looked at again")
	}
}

func TestOwnLesson(t *testing.T) {
	t.Parallel()
	s := newStudent(t, "")
	path := fileOf(t, small)
	s.shows("lesson "+path, "Step 1 of 1: The first")
	s.gives("get nil", `{"a" "1", "c" "3"}`)
	s.gives("lesson | :missing", `"b is missing"`)
	s.Run("set b 2")
	s.told("step 1 of 1 done: b is there. lesson next goes on.")
	s.shows("lesson next", `That was the lesson "Two blanks".`)
	s.gives("lesson check "+path, `{:title "Two blanks", :steps 1, :traps 1}`)
	s.refused("lesson "+fileOf(t, "# One\n"), "the lesson has no step")
}

func TestProofFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ step, want string }{
		{"### Check no\nls\n### Solution\nset b 2", "step 1: it is done before anything was typed"},
		{"### Check no b\nget b\n### Solution\nset c 2", `step 1: after the solution the check does not hold: "no b", whose last command gives false or nil`},
		{"### Check no b\nget b\n### Solution\nset b 2\n### Trap no b\nset b 3", `step 1: the trap "no b" does the step`},
		{"### Check no b\nget b\n### Check no c\nget c\n### Solution\nset b 2\nset c 2\n### Trap no b\nset b 3", `step 1: after the trap "no b" the first check that does not hold is "no c", whose`},
		{"### Check no b\nget b\n### Solution\nst b 2", "step 1: after the solution the check does not hold: \"no b\", whose last command gives false or nil; the last command that failed was st b 2: there is no command st"},
		{"### Check no b\nget b | jq .[\n### Solution\nset b 2", `step 1: after the solution the check does not hold: "no b", which fails: jq`},
		{"### Check no b\nls | jq 'length == 1'\n### Solution\nset b 2\n### Trap no b\nset b 1\nset c 2", `step 1: after the trap "no b" and then the solution the check does not hold`},
		{"### Setup\nmk a 1\nmk a 1\n### Check no b\nget b\n### Solution\nset b 2", "step 1: the setup of the lesson failed: mk a 1: 105"},
		{"### Check no b\nget b\n### Solution\ndelete! b\nset b 2\n### Trap no b\nmk b/c 2\ndelete! b -r", ""},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			l, err := lesson.Parse("f", "# T\n## Step one\n"+test.step)
			if err != nil {
				t.Fatal(err)
			}
			switch err = newCourse("").Prove(t.Context(), l); {
			case test.want == "" && err != nil:
				t.Errorf("got %v", err)
			case test.want != "" && (!errors.As(err, new(*lesson.ProofError)) || !strings.HasPrefix(err.Error(), test.want)):
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

// TestProgress has a second shell know what the first one did, which then is killed.
func TestProgress(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "lessons")
	s := newStudent(t, path)
	s.Run("lesson 1", "mk city Bern", "get* city", "lesson check")
	other := newStudent(t, path)
	other.gives("lesson 1 | :step", "2")
	other.Run("update! city Basel", "lesson check")
	s.gives("lesson 1 3 | :step", "3")
	s.Run("delete! city", "mk city Bern", "lesson check")
	third := newStudent(t, path)
	third.shows("lesson", "Every change has a number  3 of 3")
	third.gives("lesson 1 | :step", "1")
}

func TestTranscriptIsNew(t *testing.T) {
	t.Parallel()
	s := newStudent(t, "")
	path := fileOf(t, "mine")
	s.refused("lesson 1 --transcript "+path, "file exists")
	if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
		t.Errorf("the file has %q, %v", text, err)
	}
	if s.course.Attends() {
		t.Error("the lesson began all the same")
	}
}

// TestEachResultIsSeen: whatever a command gave, checks can look at what was done.
func TestEachResultIsSeen(t *testing.T) {
	t.Parallel()
	s := newStudent(t, "")
	s.Run("lesson 1")
	s.Run("mk city Bern", "clear", "help", "help get", "tree", "ls -l", "dump", "config", "jobs", "log",
		"at each get city", "explain get city", "watch city --from 1 -n 1", "race 2 'get city'", "echo hi")
	s.gives("lesson seen | jq '[.commands[].name] | contains([\"clear\", \"echo\"])'", "true")
	s.Run("get* city")
	s.gives("lesson check | :done", "true")
}

// TestSecretsAreNotSeen keeps what must not be shown out of what checks see.
func TestSecretsAreNotSeen(t *testing.T) {
	t.Parallel()
	s := newStudent(t, "")
	s.Run("lesson 1", "set k hushhush --secret", "set k2 open")
	if got := s.Run("lesson seen"); strings.Contains(got, "hushhush") || !strings.Contains(got, "open") {
		t.Errorf("got %s", got)
	}
}
