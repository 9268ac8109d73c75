package command

import (
	"context"
	"errors"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var tourCommand = eval.Entry{Run: tour, Command: &lang.Command{
	Name: "tour", Group: lang.GroupTeaching, Session: true, Args: []lang.Arg{{Name: "stop", Kind: lang.WordArg(false, lang.Name{Text: "stop", Doc: "end the tour"}), Optional: true}},
	Doc: "walk through the commands, one by one, at the prompt of etcd2sh-sandbox", Returns: "nothing",
	More: "Each command is explained and then stands on the line: Enter runs it. Any other may be typed before it, and tour stop ends the tour; tour goes on with the command that is due.\n\n" +
		"The tour changes and deletes keys, so it stays with the sandbox's own store.",
	Example: []lang.Example{{Line: `tour`}},
}}

func tour(_ context.Context, f *eval.Frame, c lang.Call) (any, error) {
	lead := f.Console().Tour
	if lead == nil {
		return nil, c.Usage(errors.New("tour walks through a store of its own, at a prompt: start etcd2sh-sandbox"))
	}
	stop := c.Has(0)
	if stop {
		if _, err := c.Word(0); err != nil {
			return nil, err
		}
	}
	if err := lead(stop); err != nil {
		return nil, c.Usage(err)
	}
	return render.Nothing{}, nil
}
