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
	page, err := helpPage(f, c)
	if err != nil {
		return nil, err
	}
	return eval.Printed{Value: render.Text(page.String()), As: page}, nil
}

func helpPage(f *eval.Frame, c lang.Call) (render.Page, error) {
	if !c.Has(0) {
		return overview(f.Commands()), nil
	}
	name := c.String(0)
	if command := f.Commands().Find(name); command != nil {
		return commandHelp(command, c.Command.Name == "doc"), nil
	}
	if fn, ok := function.Find(name); ok {
		return functionHelp(fn), nil
	}
	return nil, c.Usage(lang.UnknownCommand(name, f.Commands().Names()))
}

// The cells of the column in which commands and functions stand, and options.
const (
	nameColumn   = 20
	optionColumn = 28
)

// overview lists the commands, group by group.
func overview(commands *lang.Table) render.Page {
	var page render.Page
	group := lang.Group(-1)
	for _, c := range commands.All() {
		if c.Group != group {
			group = c.Group
			page = append(page, heading(group.String()), render.Paragraph{Column: nameColumn}, render.Paragraph{})
		}
		rows := &page[len(page)-2]
		rows.Rows = append(rows.Rows, render.Row{Name: synopsis(c), Text: c.Doc})
	}
	page = append(append(page, commonOptions()...), text(""))
	return append(page, render.Paragraph{Lines: true, Text: `Keys:    nil or / is the root; :atom, atom and /atom are one key;
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
help COMMAND, or COMMAND -h, tells more, doc COMMAND all.`})
}

// commonOptions are the options of almost every command.
func commonOptions() render.Page {
	return render.Page{heading("Every command about keys"), options(eval.WithCommon())}
}

// synopsis is the usage line without what may be left out.
func synopsis(c *lang.Command) string {
	short := *c
	short.Options = slices.DeleteFunc(slices.Clone(c.Options), func(o lang.Option) bool { return !o.Required })
	return short.Usage()
}

// commandHelp is a command's page; at length with all there is to know.
func commandHelp(c *lang.Command, atLength bool) render.Page {
	page := render.Page{{Text: c.Usage(), Heading: true, Hanging: 4}}
	if len(c.Aliases) > 0 {
		page = append(page, text("Also: "+strings.Join(c.Aliases, ", ")))
	}
	page = append(page, text(""), text(sentence(c.Doc)+"."), text("Returns "+c.Returns+"."))
	if atLength && c.More != "" {
		for paragraph := range strings.SplitSeq(c.More, "\n\n") {
			page = append(page, text(""), text(paragraph))
		}
	}
	if own := c.Own(); len(own) > 0 {
		page = append(page, text(""), heading("Options"), options(own))
	}
	if c.Name == "swap!" {
		page = append(append(page, text("")), functionList()...)
	}
	if len(c.Example) > 0 {
		page = append(page, text(""), heading("Example"))
	}
	for _, e := range c.Example {
		page = append(page, example(e)...)
	}
	return page
}

func options(list []lang.Option) render.Paragraph {
	rows := render.Paragraph{Column: optionColumn}
	for _, o := range list {
		rows.Rows = append(rows.Rows, render.Row{Name: o.Usage(), Text: o.Doc})
	}
	return rows
}

// example is the lines of an example, and the result further in.
func example(e lang.Example) render.Page {
	lines := append(slices.Clone(e.Before), e.Line)
	page := render.Page{{Text: indent(strings.Join(lines, "\n"), "  "), Lines: true, Hanging: 4}}
	if e.Result != "" {
		page = append(page, render.Paragraph{Text: indent(e.Result, "    "), Lines: true, Hanging: 6})
	}
	return page
}

// functionList is the table of swap!'s functions.
func functionList() render.Page {
	var page render.Page
	group := ""
	for _, f := range function.Functions() {
		if f.Group != group {
			group = f.Group
			page = append(page, heading("Functions: "+group), render.Paragraph{Column: nameColumn})
		}
		rows := &page[len(page)-1]
		rows.Rows = append(rows.Rows, render.Row{Name: strings.TrimSpace(f.Name + " " + f.Args), Text: f.Doc})
	}
	return page
}

func functionHelp(f function.Function) render.Page {
	call := "swap! :k " + f.Name
	for _, a := range f.Example.Args {
		call += " " + scan.QuotedIfNeeded(a)
	}
	page := render.Page{heading(strings.TrimSpace(f.Name + " " + f.Args)), text(""), {Text: f.Doc, Lines: true},
		text("A function of swap!, for " + f.Group + "."), text(""), heading("Example")}
	makes := fmt.Sprintf("makes %s of %s", strconv.Quote(f.Example.New), strconv.Quote(f.Example.Old))
	return append(page, example(lang.Example{Line: call, Result: makes})...)
}

func heading(s string) render.Paragraph { return render.Paragraph{Text: s, Heading: true} }

func text(s string) render.Paragraph { return render.Paragraph{Text: s} }

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func indent(text, by string) string {
	return by + strings.ReplaceAll(text, "\n", "\n"+by)
}
