package program_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/repl/command"
)

const readme = root + "/README.md"

// notRun are commands of the README that would run this very test, or far more
// than it.
var notRun = map[string]bool{"go test ./...": true, ".ci/run": true}

// example is a command in a console block and what the README says it prints.
type example struct {
	line    int
	command string
	output  []string
}

// examples finds the commands of the blocks that are marked as console.
func examples(text string) []example {
	var found []example
	inside := false
	for i, line := range strings.Split(text, "\n") {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case inside && isCommand:
			found = append(found, example{line: i + 1, command: command})
		case inside && len(found) > 0:
			last := &found[len(found)-1]
			last.output = append(last.output, line)
		}
	}
	return found
}

// pattern matches the output: a line of … stands for any lines, and … within
// one for any text.
func (e example) pattern() *regexp.Regexp {
	var b strings.Builder
	for _, line := range e.output {
		if line == "…" {
			b.WriteString(`(?:.*\n)*`)
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*") + "\n")
	}
	return regexp.MustCompile("^" + b.String() + "$")
}

func TestReadmeExamples(t *testing.T) {
	t.Parallel()
	found := examples(readFile(t, readme))
	if len(found) == 0 {
		t.Fatal("README.md has no example in a console block")
	}
	for _, e := range found {
		if notRun[e.command] {
			continue
		}
		t.Run(fmt.Sprintf("line %d", e.line), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "sh", "-c", e.command)
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "ETCDCTL_ENDPOINTS=", "TMPDIR="+t.TempDir(),
				"PATH="+programs(t)+string(filepath.ListSeparator)+os.Getenv("PATH"))
			got, err := cmd.CombinedOutput()
			if !e.pattern().Match(got) {
				t.Errorf("README.md:%d: %s\n got %s(%v)\nwant %s", e.line, e.command, got, err, strings.Join(e.output, "\n"))
			}
		})
	}
}

// commandTable is the README's table of the commands.
func commandTable() string {
	var b strings.Builder
	b.WriteString("| command | does | returns |\n|---|---|---|\n")
	for _, c := range command.Table().All() {
		bare := *c
		bare.Options = nil
		names := "`" + bare.Usage() + "`"
		for _, alias := range c.Aliases {
			names += ", `" + alias + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", cell(names), cell(c.Doc), cell(c.Returns))
	}
	return b.String()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func TestReadmeCommandTable(t *testing.T) {
	const begin, end = "<!-- commands -->\n", "<!-- /commands -->\n"
	text := readFile(t, readme)
	before, rest, ok := strings.Cut(text, begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("README.md lacks the lines %q and %q", begin, end)
	}
	if *update {
		table = "\n" + commandTable() + "\n"
		if err := os.WriteFile(readme, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sameLines(t, strings.Trim(table, "\n"), strings.Trim(commandTable(), "\n"))
}
