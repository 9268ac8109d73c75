package command

import (
	"context"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var metaCommand = eval.Entry{Run: metadata, Command: &lang.Command{
	Name: "meta", Group: lang.GroupReading, Args: []lang.Arg{{Name: "COMMAND…", Kind: lang.CommandArg}},
	Doc:     "run a command, and return the status and headers of its answer in place of the answer",
	Returns: "what the status and headers of the answer say, be it a refusal; nil when there was none",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `meta get* :atom | :status`, Result: `200`}},
}}

func metadata(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	v, err := f.Run(ctx, c.Call(0))
	// What is more than a refusal, as of a repeat, stays an error.
	if refused, ok := err.(*client.Error); ok && c.Call(0).Command.Group != lang.GroupScripting {
		return refused.Meta, nil
	}
	if err != nil {
		return nil, err
	}
	r, later := v.(eval.Results)
	if !later {
		return metaOf(v), nil
	}
	return eval.Results(func(yield func(any, error) bool) {
		for v, err := range r {
			if !yield(metaOf(v), err) {
				return
			}
		}
	}), nil
}

// metaOf gives the metadata of a result; nil when it has none.
func metaOf(v any) any {
	switch v := v.(type) {
	case *client.Response:
		return v.Meta
	case *client.Listing:
		return v.Meta
	case eval.Reduced:
		return v.Meta()
	case eval.Printed:
		return metaOf(v.Value)
	}
	return nil
}
