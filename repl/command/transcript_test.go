package command_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

var update = flag.Bool("update", false, "rewrite what testdata/*.txt expects; on a sandbox only")

// TestTranscript plays each testdata/*.txt in a session of its own, on an
// empty store. In such a file
//
//	# a comment, and an empty line, stay as they are;
//	> begins a command, and
//	... continues it on another line;
//
// what follows is what the shell printed, results and errors, without the
// place of an error. A printed line that would be read as something else has
// "| " before it. An index that is typed stands in «guillemets», {ENDPOINT} for
// the server's URL, and {DIR} for a directory of the transcript's own: so it
// also holds on a server with a past.
// What is never the same twice stands as _, and a ttl is rounded up to a
// hundred.
func TestTranscript(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %q, %v, want transcripts", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			repltest.Parallel(t)
			play(t, file)
		})
	}
}

// TestExternal says aloud that the transcripts were not held against a server
// other than the sandbox.
func TestExternal(t *testing.T) {
	if !sandboxtest.External() {
		t.Skip("SKIPPED: not run against an external server: set " + sandboxtest.Variable)
	}
}

// play runs a transcript and compares, or rewrites it.
func play(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	endpoint, offset := sandboxtest.Server(t)
	if filepath.Base(file) == "log.txt" { // which is all that ever was
		endpoint, offset = sandboxtest.Own(t), 0
	}
	shell, printed := repltest.NewShell(t, endpoint)
	p := place{endpoint, offset, t.TempDir()}
	var rewritten strings.Builder
	for _, s := range scenes(string(text)) {
		rewritten.WriteString(s.before)
		if s.command == "" {
			continue
		}
		printed.Reset()
		source := script.Source{Name: "transcript", Reader: strings.NewReader(p.typed(s.text()))}
		failed := shell.Script(t.Context(), []script.Source{source})
		got := printed.String()
		if failed != nil {
			got = withoutLocation(got)
		}
		got = protect(p.seen(s.command, got))
		rewritten.WriteString(s.command + got)
		if got != s.want && !*update {
			t.Errorf("%s:%d\n%s%s", file, s.line, s.command, repltest.Diff(s.want, got))
		}
	}
	if *update && !sandboxtest.External() {
		if err := os.WriteFile(file, []byte(rewritten.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// scene is a command of a transcript, its lines as they stand there.
type scene struct {
	line                  int
	before, command, want string
}

func scenes(text string) []scene {
	all := []scene{{}}
	for i, line := range strings.SplitAfter(text, "\n") {
		last := &all[len(all)-1]
		switch {
		case strings.HasPrefix(line, "> ") && last.command == "":
			last.line, last.command = i+1, line
		case strings.HasPrefix(line, "> "):
			all = append(all, scene{line: i + 1, command: line})
		case strings.HasPrefix(line, "... "):
			last.command += line
		case line == "\n", strings.HasPrefix(line, "# "):
			if last.command != "" {
				all = append(all, scene{})
			}
			all[len(all)-1].before += line
		default:
			last.want += line
		}
	}
	return all
}

// text is the command as a user would type it.
func (s scene) text() string {
	var b strings.Builder
	for line := range strings.Lines(s.command) {
		b.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, "> "), "... "))
	}
	return b.String()
}

// protect puts a bar before printed lines that scenes would take for others.
func protect(printed string) string {
	var b strings.Builder
	for line := range strings.Lines(printed) {
		for _, mark := range []string{"\n", "> ", "... ", "# ", "| "} {
			if strings.HasPrefix(line, mark) {
				b.WriteString("| ")
				break
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

var (
	// caret is the line that shows where a usage error was met.
	caret = regexp.MustCompile(`^; +\^ (line \d+, )?column \d+\n$`)
	// members are the same in json.
	members = regexp.MustCompile(`,"file":"transcript","line":\d+(,"column":\d+)?`)
)

// withoutLocation removes what tells where the failed command stands.
func withoutLocation(printed string) string {
	var b strings.Builder
	for line := range strings.Lines(printed) {
		if !strings.HasPrefix(line, "; transcript:1: ") && !caret.MatchString(line) {
			b.WriteString(members.ReplaceAllString(line, ""))
		}
	}
	return b.String()
}
