package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var readOptions = eval.WithCommon(
	lang.Option{Name: "recursive", Short: "r", Doc: "the whole tree below a directory"},
	lang.Option{Name: "sorted", Doc: "children in the order of their names"},
	lang.Option{Name: "quorum", Short: "q", Doc: "a linearizable read; without it a member answers from what it has"},
	lang.Option{Name: "consistent", Doc: "as --quorum: what etcd 0.4 called it"},
	lang.Option{Name: "wait", Doc: "wait for the next event of the key and return that"},
	lang.Option{Name: "wait-index", Kind: lang.Uint, Value: "N", Doc: "with --wait: the first event at or after index N"},
)

func init() {
	eval.Register(get, &lang.Command{
		Name: "get", Group: lang.GroupReading, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}}, Options: readOptions,
		Doc:     "read a key",
		Returns: "the value; a directory as a map of names to values",
		More: "A subdirectory is nil unless --recursive is given; an empty directory and a missing key are nil too (get* tells them apart). " +
			"etcd leaves names that begin with _ out of every listing.",
		Example: []lang.Example{
			{Before: []string{`reset! :atom "hi"`}, Line: `get :atom`, Result: `"hi"`},
			{Before: []string{`reset! cats/mittens "black n white"`}, Line: `get nil --recursive`, Result: `{"cats" {"mittens" "black n white"}}`},
		},
	})
	eval.Register(getAnswer, &lang.Command{
		Name: "get*", Group: lang.GroupReading, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}}, Options: readOptions,
		Doc:     "read a key",
		Returns: "the whole answer; a missing key is error 100",
		Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `get* :atom | :node :value`, Result: `"hi"`}},
	})
	eval.Register(metadata, &lang.Command{
		Name: "meta", Group: lang.GroupReading, Args: []lang.Arg{{Name: "COMMAND…", Kind: lang.CommandArg}},
		Doc:     "run a command for the metadata of its answer",
		Returns: "what the answer's status and headers say, or nil when there was no answer",
		Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `meta get* :atom | :status`, Result: `200`}},
	})
}

func readKey(ctx context.Context, s *eval.Session, c lang.Call) (*client.Response, error) {
	key, err := c.Key(s.Dir, 0)
	if err != nil {
		return nil, err
	}
	return s.Client.Get(ctx, key, client.GetOptions{
		Options:   c.Common(),
		Recursive: c.Flag("recursive"),
		Sorted:    c.Flag("sorted"),
		Quorum:    c.Flag("quorum") || c.Flag("consistent"),
		Wait:      c.Flag("wait"),
		WaitIndex: c.OptionUint("wait-index"),
	})
}

func getAnswer(ctx context.Context, s *eval.Session, c lang.Call) (any, error) {
	r, err := readKey(ctx, s, c)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func get(ctx context.Context, s *eval.Session, c lang.Call) (any, error) {
	r, err := readKey(ctx, s, c)
	if errors.Is(err, client.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return eval.Reduced{Value: nodeValue(r.Node), Answer: r}, nil
}

// nodeValue is a file's value, or a directory as a map sorted by name. Empty
// directories, and those that were not listed, are nil.
func nodeValue(n *client.Node) any {
	if n.Value != nil {
		return *n.Value
	}
	if len(n.Nodes) == 0 {
		return nil
	}
	m := make(render.Map, len(n.Nodes))
	for i, child := range n.Nodes {
		m[i] = render.Entry{Key: tree.NodeName(child), Value: nodeValue(child)}
	}
	slices.SortFunc(m, func(a, b render.Entry) int { return strings.Compare(a.Key.(string), b.Key.(string)) })
	return m
}

func metadata(ctx context.Context, s *eval.Session, c lang.Call) (any, error) {
	v, err := s.Run(ctx, c.Args[0].(lang.Call))
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
	case eval.Reduced:
		return v.Answer.Meta
	}
	return nil
}
