package program_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// readme and manual are the documents whose examples are run.
const (
	readme = "README.md"
	manual = "cmd/etcd2sh/README.md"
)

// example is a command of a document, and what the document says it prints.
type example struct {
	line    int
	command string
	output  []string
}

// examples finds the commands in the blocks of a document that are marked with
// a name. mark stands before each command.
func examples(t *testing.T, document, name, mark string) []example {
	t.Helper()
	var found []example
	inside := false
	for i, line := range strings.Split(readFile(t, filepath.Join(root, document)), "\n") {
		command, isCommand := strings.CutPrefix(line, mark)
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```"+name
		case inside && isCommand:
			found = append(found, example{line: i + 1, command: command})
		case inside && len(found) > 0:
			last := &found[len(found)-1]
			last.output = append(last.output, line)
		}
	}
	return found
}

// check compares what was printed with the document. There a line of … stands
// for any lines, and … within one for any text.
func (e example) check(t *testing.T, document, got string) {
	t.Helper()
	var b strings.Builder
	for _, line := range e.output {
		if line == "…" {
			b.WriteString(`(?:.*\n)*`)
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*") + "\n")
	}
	if !regexp.MustCompile("^" + b.String() + "$").MatchString(got) {
		t.Errorf("%s:%d: %s\n got %s\nwant %s", document, e.line, e.command, got, strings.Join(e.output, "\n"))
	}
}

// The commands of console blocks, which begin with $, print what the documents
// say.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	for _, document := range []string{readme, manual} {
		found := examples(t, document, "console", "$ ")
		if len(found) == 0 {
			t.Errorf("%s has no example in a console block", document)
		}
		for _, e := range found {
			t.Run(fmt.Sprintf("%s line %d", document, e.line), func(t *testing.T) {
				t.Parallel()
				cmd := exec.CommandContext(t.Context(), "sh", "-c", e.command)
				cmd.Dir = root
				cmd.Env = append(os.Environ(), "ETCDCTL_ENDPOINTS=", "TMPDIR="+t.TempDir(),
					"PATH="+programs(t)+string(filepath.ListSeparator)+os.Getenv("PATH"))
				got, err := cmd.CombinedOutput()
				if e.check(t, document, string(got)); t.Failed() {
					t.Log(err)
				}
			})
		}
	}
}

// What is typed at a prompt, in prompt blocks behind >, prints there what the
// document says.
func TestDocumentedPrompt(t *testing.T) {
	t.Parallel()
	found := examples(t, readme, "prompt", "> ")
	if len(found) == 0 {
		t.Fatalf("%s has no example in a prompt block", readme)
	}
	h := newHome(t, "")
	h.columns = 80
	p := h.atPrompt()
	for _, e := range found {
		e.check(t, readme, took.ReplaceAllString(p.runs(e.command), "")+"\n")
	}
	p.leaves()
}

// The lesson of the manual is proved as it stands there.
func TestDocumentedLesson(t *testing.T) {
	t.Parallel()
	_, rest, found := strings.Cut(readFile(t, filepath.Join(root, manual)), "```markdown\n")
	text, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		t.Fatalf("%s has no lesson in a markdown block", manual)
	}
	path := filepath.Join(t.TempDir(), "seat.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run{}.sandbox(t, "-c", "lesson check "+path).prints(t, `{:title "First come", :steps 1, :traps 2}`+"\n")
}

// What a document links to in this tree is there.
func TestDocumentLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, document := range []string{readme, manual, "scripts/README.md"} {
		links := link.FindAllStringSubmatch(readFile(t, filepath.Join(root, document)), -1)
		if len(links) == 0 {
			t.Errorf("%s links to nothing", document)
		}
		for _, l := range links {
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(document), l[1])); err != nil {
				t.Errorf("%s: %v", document, err)
			}
		}
	}
}
