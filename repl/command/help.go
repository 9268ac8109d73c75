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
	Name: "help", Aliases: []string{"?"}, Group: lang.GroupShell, Args: []lang.Arg{{Name: "COMMAND|TOPIC", Kind: explainedArg, Optional: true}},
	Doc: "list the commands and topics, or explain one; help swap! lists its functions", Returns: "text",
	Example: []lang.Example{{Line: `help pwd`, Result: "pwd\n\nTell the current directory.\nReturns its key.\n\nExample\n  pwd\n    \"/\""}},
}}

var docCommand = eval.Entry{Run: help, Command: &lang.Command{
	Name: "doc", Group: lang.GroupShell, Args: []lang.Arg{{Name: "COMMAND|TOPIC", Kind: explainedArg}},
	Doc: "explain a command, a topic or a function of swap! at length", Returns: "text",
	Example: []lang.Example{{Line: `doc inc`, Result: "inc\n\nAdds one.\nA function of swap!, for numbers.\n\nExample\n  swap! :k inc\n    makes \"37\" of \"36\""}},
}}

// explainedArg is what help and doc explain.
var explainedArg = lang.CommandNameArg(topicNames()...)

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
	if t, ok := findTopic(name); ok {
		return topicHelp(t), nil
	}
	if command := f.Commands().Find(name); command != nil {
		return commandHelp(command, c.Command.Name == "doc"), nil
	}
	if fn, ok := function.Find(name); ok {
		return functionHelp(fn), nil
	}
	return nil, c.Usage(unknown(name, f.Commands().Names()))
}

// unknown says that help knows no such name, and which was meant.
func unknown(name string, commands []string) error {
	if err := lang.ForeignCommand(name); err != nil {
		return err
	}
	names := slices.Clip(commands)
	for _, t := range Topics() {
		names = append(names, t.Name)
	}
	for _, fn := range function.Functions() {
		names = append(names, fn.Name)
	}
	return lang.Unknown("command or topic", name, names, "help lists them")
}

// The cells of the column in which commands and functions stand, forms of words, and
// options.
const (
	nameColumn   = 20
	formColumn   = 24
	optionColumn = 28
)

// overview lists the commands, group by group.
func overview(commands *lang.Table) render.Page {
	page := render.Page{
		text("help COMMAND, or COMMAND -h, tells more, and doc COMMAND all. The topics of help TOPIC are " + topicList() + "."),
		text(""),
	}
	group := lang.Group(-1)
	for _, c := range commands.All() {
		if c.Group != group {
			group = c.Group
			page = append(page, heading(group.String()), render.Paragraph{Column: nameColumn}, render.Paragraph{})
		}
		rows := &page[len(page)-2]
		rows.Rows = append(rows.Rows, render.Row{Name: synopsis(c), Text: c.Doc})
	}
	page = append(append(page, commonOptions(nameColumn)...), text(""))
	return append(page, heading("Topics of help"), topicRows())
}

// commonOptions are the options of almost every command.
func commonOptions(column int) render.Page {
	return render.Page{heading("Every command about keys"), options(eval.WithCommon(), column)}
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
	if kind, ok := taught[c.Name]; ok && atLength {
		page = append(append(page, text("")), kind.page()...)
	}
	if own := c.OwnOptions(); len(own) > 0 {
		page = append(page, text(""), heading("Options"), options(own, optionColumn))
	}
	switch {
	case c.Name == "swap!":
		page = append(append(page, text("")), functionList()...)
	case c.Name == "config" && atLength:
		page = append(page, text(""), heading("Settings"), settingRows())
	}
	return append(page, examples(c.Example)...)
}

func options(list []lang.Option, column int) render.Paragraph {
	rows := render.Paragraph{Column: column}
	for _, o := range list {
		rows.Rows = append(rows.Rows, render.Row{Name: o.Usage(), Text: o.Doc})
	}
	return rows
}

// examples are a heading, and each example; nothing where there is none.
func examples(list []lang.Example) render.Page {
	if len(list) == 0 {
		return nil
	}
	page := render.Page{text(""), heading("Example")}
	for _, e := range list {
		page = append(page, example(e)...)
	}
	return page
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
