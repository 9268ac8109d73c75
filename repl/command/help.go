package command

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

var helpCommand = eval.Entry{Run: help, Command: &lang.Command{
	Name: "help", Aliases: []string{"?"}, Group: lang.GroupShell, Args: []lang.Arg{{Name: "COMMAND", Kind: lang.CommandNameArg, Optional: true}},
	Doc: "list the commands, or explain one; help swap! lists its functions", Returns: "text",
	Example: []lang.Example{{Line: `help pwd`, Result: "pwd\n\nTell the current directory.\nReturns its key.\n\nExample\n  pwd\n    \"/\""}},
}}

var docCommand = eval.Entry{Run: help, Command: &lang.Command{
	Name: "doc", Group: lang.GroupShell, Args: []lang.Arg{{Name: "COMMAND", Kind: lang.CommandNameArg}},
	Doc: "explain a command, or a function of swap!, at length", Returns: "text",
	Example: []lang.Example{{Line: `doc inc`, Result: "inc\n\nAdds one.\nA function of swap!, for numbers.\n\nExample\n  swap! :k inc\n    makes \"37\" of \"36\""}},
}}

func help(_ context.Context, f *eval.Frame, c lang.Call) (any, error) {
	if !c.Has(0) {
		return render.Text(overview(f.Commands())), nil
	}
	name := c.String(0)
	command := f.Commands().Find(name)
	if command != nil {
		return render.Text(commandHelp(command, c.Command.Name == "doc")), nil
	}
	if fn, ok := function.Find(name); ok {
		return render.Text(functionHelp(fn)), nil
	}
	return nil, c.Usage(lang.UnknownCommand(name, f.Commands().Names()))
}

// overview lists the commands, group by group.
func overview(commands *lang.Table) string {
	var b strings.Builder
	group := lang.Group(-1)
	for _, c := range commands.All() {
		if c.Group != group {
			if group >= 0 {
				b.WriteByte('\n')
			}
			group = c.Group
			fmt.Fprintf(&b, "%s\n", group)
		}
		columns(&b, synopsis(c), 20, c.Doc)
	}
	b.WriteString(`
Keys:    nil or / is the root; :atom, atom and /atom are one key;
         [:cats :mittens] is cats/mittens.
Options: --recursive, --ttl 10, or as the last word {:recursive? true, :ttl 10};
         an unquoted word that begins with - is one; -- ends them.
Values:  quote '…' or "…" what has spaces or begins with a bracket.
         # begins a comment.
Bars:    COMMAND | :node :modifiedIndex takes a part of the result,
         COMMAND | jq [-r] '.node.value' what jq makes of it,
         COMMAND | ! PROGRAM ARGS… gives it to a program: a value's own bytes.
Names:   $NAME is what def kept, $_ the last result, $1 and $@ a script's
         arguments; each is one word, and data.
help COMMAND, or COMMAND -h, tells more, doc COMMAND all.`)
	return b.String()
}

// synopsis is the usage line without what may be left out.
func synopsis(c *lang.Command) string {
	short := *c
	short.Options = slices.DeleteFunc(slices.Clone(c.Options), func(o lang.Option) bool { return !o.Required })
	return short.Usage()
}

// commandHelp is a command's page; at length with all there is to know.
func commandHelp(c *lang.Command, atLength bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", strings.ReplaceAll(render.Wrap(c.Usage(), pageWidth-4), "\n", "\n    "))
	if len(c.Aliases) > 0 {
		fmt.Fprintf(&b, "Also: %s\n", strings.Join(c.Aliases, ", "))
	}
	fmt.Fprintf(&b, "\n%s\n%s\n", render.Wrap(sentence(c.Doc)+".", pageWidth), render.Wrap("Returns "+c.Returns+".", pageWidth))
	if atLength && c.More != "" {
		for paragraph := range strings.SplitSeq(c.More, "\n\n") {
			fmt.Fprintf(&b, "\n%s\n", render.Wrap(paragraph, pageWidth))
		}
	}
	if len(c.Options) > 0 {
		b.WriteString("\nOptions\n")
		for _, o := range c.Options {
			columns(&b, o.Usage(), 28, o.Doc)
		}
	}
	if c.Name == "swap!" {
		b.WriteString("\n" + functionList())
	}
	if len(c.Example) > 0 {
		b.WriteString("\nExample\n")
	}
	for _, e := range c.Example {
		for _, line := range e.Before {
			fmt.Fprintf(&b, "  %s\n", line)
		}
		fmt.Fprintf(&b, "  %s\n", e.Line)
		if e.Result != "" {
			fmt.Fprintf(&b, "%s\n", indent(e.Result, "    "))
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// functionList is the table of swap!'s functions.
func functionList() string {
	var b strings.Builder
	group := ""
	for _, f := range function.Functions() {
		if f.Group != group {
			group = f.Group
			fmt.Fprintf(&b, "Functions: %s\n", group)
		}
		columns(&b, strings.TrimSpace(f.Name+" "+f.Args), 20, f.Doc)
	}
	return b.String()
}

func functionHelp(f function.Function) string {
	call := f.Name
	for _, a := range f.Example.Args {
		call += " " + scan.QuotedIfNeeded(a)
	}
	return fmt.Sprintf("%s\n\n%s\nA function of swap!, for %s.\n\nExample\n  swap! :k %s\n    makes %s of %s",
		strings.TrimSpace(f.Name+" "+f.Args), f.Doc, f.Group, call, strconv.Quote(f.Example.New), strconv.Quote(f.Example.Old))
}

// pageWidth is how wide a page of help is.
const pageWidth = 78

// columns writes a name and, beside it, what it means, in lines that fit a page.
func columns(b *strings.Builder, name string, width int, text string) {
	beside := strings.ReplaceAll(render.Wrap(text, pageWidth-4-width), "\n", "\n"+strings.Repeat(" ", width+4))
	if len([]rune(name)) > width {
		name += "\n" + strings.Repeat(" ", width+2)
	}
	fmt.Fprintf(b, "  %-*s  %s\n", width, name, beside)
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func indent(text, by string) string {
	return by + strings.ReplaceAll(text, "\n", "\n"+by)
}
