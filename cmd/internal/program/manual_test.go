package program_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/cmd/internal/program"
	"etcd2sh/repl/command"
	"etcd2sh/repl/function"
)

// commandTables are the manual's tables of the commands, a group each.
func commandTables() string {
	var b strings.Builder
	group := ""
	for _, c := range command.Table().All() {
		if c.Group.String() != group {
			group = c.Group.String()
			fmt.Fprintf(&b, "\n**%s**\n\n| command | does | returns |\n|---|---|---|\n", group)
		}
		names := "`" + c.Usage() + "`"
		for _, alias := range c.Aliases {
			names += ", `" + alias + "`"
		}
		row(&b, names, c.Doc, c.Returns)
	}
	return b.String() + "\n"
}

// optionTable is the manual's table of the options. One that means the same to
// several commands is told about once.
func optionTable() string {
	var b strings.Builder
	b.WriteString("\n| option | means | for |\n|---|---|---|\n")
	for _, cells := range program.OptionRows(command.Table().Table) {
		row(&b, cells...)
	}
	return b.String() + "\n"
}

// functionTable is the manual's table of the functions of swap!.
func functionTable() string {
	var b strings.Builder
	b.WriteString("\n| function | of | does |\n|---|---|---|\n")
	for _, f := range function.Functions() {
		row(&b, "`"+strings.TrimSpace(f.Name+" "+f.Args)+"`", f.Group, f.Doc)
	}
	return b.String() + "\n"
}

// spellingTable is the manual's table of what etcdctl calls it.
func spellingTable() string {
	var b strings.Builder
	b.WriteString("\n| etcdctl | here |\n|---|---|\n")
	for _, s := range command.Spellings() {
		row(&b, "`"+s.There+"`", s.Here)
	}
	return b.String() + "\n"
}

// row writes a row of a table in markdown.
func row(b *strings.Builder, cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

// The manual's tables are those of the declarations.
func TestManualTables(t *testing.T) {
	path := filepath.Join(root, manual)
	for name, want := range map[string]string{"commands": commandTables(), "options": optionTable(), "functions": functionTable(), "etcdctl": spellingTable()} {
		t.Run(name, func(t *testing.T) {
			begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->\n"
			before, rest, ok := strings.Cut(readFile(t, path), begin)
			got, after, closed := strings.Cut(rest, end)
			if !ok || !closed {
				t.Fatalf("%s lacks the lines %q and %q", manual, begin, end)
			}
			if *update {
				if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
					t.Fatal(err)
				}
				got = want
			}
			sameLines(t, got, want)
		})
	}
}
