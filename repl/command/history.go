package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"etcd2sh/history"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var historyCommand = eval.Entry{Run: queryHistory, Command: &lang.Command{
	Name: "history", Group: lang.GroupShell, Session: true, Unkept: true,
	Args: []lang.Arg{{Name: "all|N|/TEXT|export|run", Kind: historyWord, Optional: true}, {Name: "FILE|N", Kind: lang.ByWordArg(map[string]lang.Kind{"export": lang.FileArg, "run": lang.EntryArg}), Optional: true}},
	Doc:  "list the commands typed at prompts", Returns: "the commands with number, time and endpoint, oldest first; of run: the command's result",
	More: "On a terminal it lists the last that fit the screen, each on one line, with ⏎ for a newline; history all lists all, history N the last N, history /TEXT those that contain TEXT, history export FILE writes them as a script, without those that hold a secret, to a file that must not exist yet, " +
		"and history run N shows number N and runs it again. Within one shell a number stays that of its command, also when that is typed again and has a new one as well. " +
		"A history itself is not kept; neither is a command that begins with a space, and one with --secret or a password in a URL is kept in memory only.",
	Example: []lang.Example{{Before: []string{`reset! :counter 1`, `swap! :counter inc`}, Line: `history run 2`, Result: `3`}},
}}

// historyWord is what history can do, or which commands it lists.
var historyWord = lang.WordArg(true,
	lang.Name{Text: "all", Doc: "list all commands, not only those that fit the screen"},
	lang.Name{Text: "export", Doc: "write the commands to a file, as a script"},
	lang.Name{Text: "run", Doc: "run the command of a number again"})

func queryHistory(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	past := f.Host().History
	if past == nil {
		return nil, c.Usage(errors.New("there is no history here: it is kept at a prompt"))
	}
	what, more := "", ""
	if c.Has(0) {
		what = c.String(0)
	}
	if c.Has(1) {
		more = c.String(1)
	}
	text, searching := strings.CutPrefix(what, "/")
	n, err := strconv.Atoi(what)
	switch {
	case what == "":
		t := historyTable(f, past.Entries())
		t.Latest = true
		return t, nil
	case (what == "all" || err == nil && n >= 0) && more == "":
		return historyTable(f, lastOf(past.Entries(), n)), nil
	case searching && more == "":
		return historyTable(f, past.Find(text)), nil
	case what == "export" && more != "":
		return exportHistory(f, past.Entries(), more)
	case what == "run" && more != "":
		return rerun(ctx, f, c, more)
	}
	return nil, c.Usage(errors.New("history takes nothing, all, a number, /TEXT, export FILE or run N"))
}

// lastOf gives the last n, all of them for 0.
func lastOf(all []history.Numbered, n int) []history.Numbered {
	if n == 0 || n > len(all) {
		return all
	}
	return all[len(all)-n:]
}

// historyTable lists commands, without what must not be shown.
func historyTable(f *eval.Frame, entries []history.Numbered) render.Table {
	t := render.Table{Columns: []render.Column{
		{Name: "n", Right: true}, {Name: "time", Spare: 2}, {Name: "endpoint", Spare: 1}, {Name: "command", Least: 24},
	}}
	for _, e := range entries {
		t.Rows = append(t.Rows, []any{
			e.Number, e.Time.Local().Format("2006-01-02 15:04:05"), e.Endpoint, commandCell(f, f.Commands().Redact(e.Command).String()),
		})
	}
	return t
}

// commandCell is a command, which a terminal shows with the editor's sign for a
// newline.
func commandCell(f *eval.Frame, command string) any {
	if !f.OnTerminal() {
		return command
	}
	return render.Cell{Value: command, Text: strings.ReplaceAll(command, "\n", "⏎")}
}

// exportHistory writes the commands as a script, but for those that hold a secret;
// a file that exists is left alone.
func exportHistory(f *eval.Frame, entries []history.Numbered, path string) (any, error) {
	if f.Rehearsed() {
		return render.Nothing{}, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for _, e := range entries {
		if f.Commands().HasSecret(e.Command) {
			continue
		}
		fmt.Fprintf(&b, "# %s %s\n%s\n", e.Time.Format("2006-01-02T15:04:05Z07:00"), e.Endpoint, e.Command)
	}
	_, err = file.WriteString(b.String())
	return render.Nothing{}, errors.Join(err, file.Close())
}

// rerun runs the command of that number again, once it was shown.
func rerun(ctx context.Context, f *eval.Frame, c lang.Call, number string) (any, error) {
	n, err := strconv.Atoi(number)
	if err != nil {
		return nil, c.Usage(fmt.Errorf("history run wants a number, not %s; history lists them", lang.Shorten(strconv.Quote(number))))
	}
	e, ok := f.Host().History.Number(n)
	if !ok {
		return nil, c.Usage(fmt.Errorf("there is no command number %d in the history; history lists them", n))
	}
	if f.Recalled() {
		return nil, c.Usage(errors.New("a command of the history cannot run another"))
	}
	f.ShowRecalled(e.Command)
	return f.Recalling().Eval(ctx, e.Command)
}
