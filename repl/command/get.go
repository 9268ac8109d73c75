package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
)

var getCommand = eval.Entry{Run: eval.OnEachKey(get), Once: true, Read: readOf, Command: &lang.Command{
	Name: "get", Group: lang.GroupReading, Args: []lang.Arg{{Name: "K…", Kind: lang.KeyArg, Several: true}}, Options: slices.Concat(readOptions, []lang.Option{
		{Name: "file", Kind: lang.File, Value: "PATH", Single: true, Doc: "write the value's own bytes to a file, and return how many there are"}}),
	Doc:     "read the value of a key, or of several; a missing key is nil",
	Returns: "the value; a directory as a map of names to values; for several keys one result each",
	More: "A subdirectory is nil unless --recursive is given; an empty directory and a missing key are nil too (get* tells them apart). " +
		"Names whose bytes are not UTF-8 may look alike; then the map has the list of their values, and a remark says so. " +
		"etcd leaves names that begin with _ out of every listing.",
	Example: []lang.Example{
		{Before: []string{`reset! :atom "hi"`}, Line: `get :atom`, Result: `"hi"`},
		{Before: []string{`reset! cats/mittens "black n white"`}, Line: `get nil --recursive`, Result: `{"cats" {"mittens" "black n white"}}`},
	},
}}

var getAnswerCommand = eval.Entry{Run: getAnswer, Once: true, Read: readOf, Command: &lang.Command{
	Name: "get*", Group: lang.GroupReading, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg}}, Options: readOptions,
	Doc:     "read a key for the whole answer, with its indexes and ttl; a missing key is an error",
	Answers: true, Returns: "the whole answer; a missing key is error 100",
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
	if path := c.OptionString("file"); path != nil && err == nil {
		return valueToFile(c, r, *path)
	} else if path != nil {
		return nil, err
	}
	if refused := (*client.Error)(nil); errors.Is(err, client.ErrKeyNotFound) && errors.As(err, &refused) {
		return eval.Reduced{Refusal: refused}, nil
	}
	if err != nil {
		return nil, err
	}
	if r.MayContain(tree.Replacement) {
		tellAlike(f, r.Node())
	}
	v := render.ValueOf(r.Node())
	shown := v
	if text, ok := v.(string); ok {
		shown = render.Document(text)
	}
	return eval.Reduced{Value: v, Listing: r, As: shown}, nil
}

// valueToFile writes the value of a file of the store to one of the system.
func valueToFile(c lang.Call, r *client.Listing, path string) (any, error) {
	n := r.Node()
	switch {
	case path == "", path == "-":
		return nil, c.Usage(errors.New("--file wants the path of a file; -o simple prints the value to standard output"))
	case n.Value == nil:
		return nil, c.Usage(fmt.Errorf("%s has no value to write to a file; dump --file writes a directory", tree.Key(&n.Node)))
	}
	err := file.Write(path, func(w io.Writer) error {
		_, err := io.WriteString(w, *n.Value)
		return err
	})
	if err != nil {
		return nil, err
	}
	return eval.Reduced{Value: len(*n.Value), Listing: r}, nil
}

// tellAlike tells how many names in a directory, and below it, stand for several keys.
func tellAlike(f *eval.Frame, dir *client.Item) {
	names, first := 0, ""
	var look func(*client.Item)
	look = func(dir *client.Item) {
		for _, same := range dir.ByName() {
			if len(same) > 1 {
				names++
				first = cmp.Or(first, tree.Key(&same[0].Node))
			}
			for _, n := range same {
				look(n)
			}
		}
	}
	look(dir)
	if names > 0 {
		f.Tell(fmt.Sprintf("%s of several keys each, such as %s: U+FFFD stands there for bytes that are not UTF-8, which etcd does not show; the values of such a name are a list",
			lang.Plural(names, "name"), render.Escape(first)))
	}
}
