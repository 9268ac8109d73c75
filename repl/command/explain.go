package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var explainCommand = eval.Entry{Run: explainCall, Command: &lang.Command{
	Name: "explain", Group: lang.GroupTeaching, Args: []lang.Arg{{Name: "COMMAND…", Kind: lang.CommandArg}},
	Doc:     "tell what a command would ask of etcd first, what that means and what can go wrong; nothing is sent",
	Returns: "a map with the request as a line of :curl, what it :means, its :risks, and whether it is :repeatable",
	More: "The command does not run: nothing is sent or changed, no program is started and no file written, and the session stays as it is. " +
		":curl is nil for a command that asks nothing of etcd. What a command sends after its first request follows from the answers; trace shows it. " +
		":repeatable says that the request, sent again after an unknown outcome, changes nothing more than it did.",
	Example: []lang.Example{
		{Line: `explain get :atom --quorum | :repeatable`, Result: `true`},
		{Line: `explain cas! :atom "hi" "bye" | :repeatable`, Result: `false`},
	},
}}

func explainCall(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	x, err := f.Rehearse(ctx, c.Call(0))
	if err != nil {
		return nil, err
	}
	shown := explained(f, x)
	return eval.Printed{Value: shown.Value, As: shown}, nil
}

// explained is a request, or none, as data; on a terminal it is a page.
func explained(f *eval.Frame, x *client.Exchange) render.Pictured {
	kind, again, curl := kindOf(x), true, any(nil)
	var page render.Page
	if x != nil {
		again, curl = repeatable(x.Method, x.Asked), f.Curl(*x)
		page = render.Page{{Text: render.Escape(f.Curl(*x)), Whole: true}, text("")}
	}
	page = append(page, kind.page()...)
	switch {
	case x != nil && again:
		page = append(page, text(""), text("This request is repeatable: sent again after an unknown outcome, it changes nothing more."))
	case x != nil:
		page = append(page, text(""), text("This request is not repeatable: sent again after an unknown outcome, it may change more than it did. Look first; resolve does."))
	}
	risks := kind.risks
	if risks == nil {
		risks = []string{}
	}
	return render.Pictured{Parts: []any{page}, Value: render.Map{
		{Key: render.Keyword("curl"), Value: curl},
		{Key: render.Keyword("means"), Value: kind.means},
		{Key: render.Keyword("risks"), Value: risks},
		{Key: render.Keyword("repeatable"), Value: again},
	}}
}
