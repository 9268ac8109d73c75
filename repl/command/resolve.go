package command

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var resolveCommand = eval.Entry{Run: resolve, Command: &lang.Command{
	Name: "resolve", Group: lang.GroupWaiting, Alone: true,
	Options: []lang.Option{{Name: "timeout", Kind: lang.Duration, Value: "TIME", Doc: "how long each of its requests may wait, and how long the history is searched: 2s, 500ms"}},
	Doc:     "find out what became of the last write whose outcome was unknown",
	Returns: "the request with its value and conditions, the :verdict, the :index and :key of the event where one was found, and the :reason",
	More: "--timeout is that of resolve, not of the write. The verdict is :happened, :cannot-happen (it did not and cannot any more) or :not-known. " +
		"The key is read with quorum and etcd's history searched; nothing is written. What was not known may be known a moment later: resolve can be asked again. " +
		":happened says that the change was made; where another client sends the very same compare-and-set, with the same value, nobody can tell whose it was.",
	Example: []lang.Example{{Line: `try resolve catch [:type :usage] :nothing-to-resolve`, Result: `:nothing-to-resolve`}},
}}

// verdicts are the keywords of what can be told.
var verdicts = map[client.Verdict]render.Keyword{
	client.Happened: "happened", client.CannotHappen: "cannot-happen", client.NotKnown: "not-known",
}

// requestOf tells what was asked for: PUT /k prevIndex=7 value=v.
func requestOf(lost *eval.LostWrite) string {
	asked := lost.Asked()
	words := []string{lost.Request}
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		text := lang.Shorten(asked[name])
		if lost.Secret && (name == "value" || name == "prevValue") {
			text = "(secret)"
		}
		words = append(words, name+"="+text)
	}
	return strings.Join(words, " ")
}

func resolve(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	lost := f.LostWrite()
	if lost == nil {
		return nil, c.Usage(errors.New("there is nothing to resolve: no write had an unknown outcome"))
	}
	found, err := f.Client().Resolve(ctx, lost.UnknownOutcome, c.OptionDuration("timeout"))
	if err != nil {
		return nil, err
	}
	m := render.Map{
		{Key: render.Keyword("request"), Value: requestOf(lost)},
		{Key: render.Keyword("verdict"), Value: verdicts[found.Verdict]},
	}
	if found.Key != "" {
		m = append(m,
			render.Entry{Key: render.Keyword("key"), Value: found.Key},
			render.Entry{Key: render.Keyword("index"), Value: found.Index})
	}
	return append(m, render.Entry{Key: render.Keyword("reason"), Value: found.Reason}), nil
}
