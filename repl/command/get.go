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

var getCommand = eval.Entry{Run: get, Command: &lang.Command{
	Name: "get", Group: lang.GroupReading, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}}, Options: readOptions,
	Doc:     "read a key",
	Returns: "the value; a directory as a map of names to values",
	More: "A subdirectory is nil unless --recursive is given; an empty directory and a missing key are nil too (get* tells them apart). " +
		"etcd leaves names that begin with _ out of every listing.",
	Example: []lang.Example{
		{Before: []string{`reset! :atom "hi"`}, Line: `get :atom`, Result: `"hi"`},
		{Before: []string{`reset! cats/mittens "black n white"`}, Line: `get nil --recursive`, Result: `{"cats" {"mittens" "black n white"}}`},
	},
}}

var getAnswerCommand = eval.Entry{Run: getAnswer, Command: &lang.Command{
	Name: "get*", Group: lang.GroupReading, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}}, Options: readOptions,
	Doc:     "read a key",
	Returns: "the whole answer; a missing key is error 100",
	Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `get* :atom | :node :value`, Result: `"hi"`}},
}}

func getAnswer(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	r, err := readKey(ctx, f, c)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func get(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	r, err := readKey(ctx, f, c)
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
