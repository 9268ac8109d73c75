package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
)

var dumpCommand = eval.Entry{Run: writeDump, Command: &lang.Command{
	Name: "dump", Group: lang.GroupMoving, Alone: true, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg, Optional: true}},
	Options: eval.WithCommon(
		lang.Option{Name: "format", Kind: lang.String, Value: "commands|json|edn", Doc: "the form of the lines; commands if it is missing"},
		lang.Option{Name: "by-directory", Doc: "a request for each directory: kinder to the server when there is much, but no longer one moment's view"},
		lang.Option{Name: "file", Kind: lang.File, Value: "PATH", Doc: "write to a file, which is there whole or not at all"}),
	Doc:     "write out a tree, the current directory if K is missing, so that load can read it back",
	Returns: "the lines; with --file how many keys and directories they hold",
	More: "The first line says what the dump is of: the key, the server, the store's index and the time. " +
		"Then each key has a line, or an object, with its value and the seconds left of its ttl; an empty directory has one, and one with a ttl, before what is in it. " +
		"Names are in the order of their bytes, so that two dumps can be compared. Lines of commands can also be run, by source or -f.\n\n" +
		"The dump is one moment's view of the store, read with quorum, unless it is taken --by-directory: then what was read goes to a temporary file that only you can read, until all of it is there. " +
		"etcd leaves names that begin with _ out of every listing: they are in the dump only when K itself has such a name or lies below one. " +
		"Bytes that are not UTF-8 are shown by etcd as U+FFFD, and nothing else can be dumped: the lines that hold it are marked, and counted in a remark.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens "black n white"`}, Line: `dump cats --file backup.etcd2`, Result: `{:keys 1, :directories 1}`},
	},
}}

func writeDump(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	form, err := findForm(c)
	if err != nil {
		return nil, c.Usage(err)
	}
	key, err := keyOr(c, f, f.Dir())
	if err != nil {
		return nil, err
	}
	w := dump.Writer{Form: form, Header: dump.Header{Root: key, ByDirectory: c.Flag("by-directory")}}
	done := func() error { return nil }
	if w.Header.ByDirectory {
		done, err = spool(ctx, f, c, &w)
	} else {
		var l *client.Listing
		l, w.Header.Time, err = tree.List(ctx, f.Client(), key, c.KeyOptions(0))
		if err == nil {
			w.Header.Index, w.Contents = l.Meta.EtcdIndex, dump.OfListing(l, w.Header.Time)
		}
	}
	if err != nil {
		return nil, err
	}
	w.Header.Source = f.Client().Endpoint() // the one that answered
	tellAltered(f, w.Contents)
	if path := c.OptionString("file"); path != nil {
		v, err := toFile(ctx, &w, c, *path)
		return v, cmp.Or(err, done())
	}
	return eval.Results(func(yield func(any, error) bool) {
		if more := yieldLines(ctx, f, &w, yield); more {
			if err := done(); err != nil {
				yield(nil, err)
			}
			return
		}
		_ = done() // nobody asks for more, not even for its error
	}), nil
}

// yieldLines gives the lines as results, and reports whether more are wanted.
func yieldLines(ctx context.Context, f *eval.Frame, w *dump.Writer, yield func(any, error) bool) bool {
	asIs := f.Settings().Output == render.JSON && w.Form.Name() == dump.JSON.Name()
	for line, err := range w.Lines(ctx) {
		var v any = render.Line(line)
		if asIs {
			v = render.Output(line + "\n") // it is json already
		}
		if !yield(v, err) {
			return false
		}
	}
	return true
}

// spool reads a tree by directory into a temporary file: the first line of a dump says
// how much is in it. done removes the file.
func spool(ctx context.Context, f *eval.Frame, c lang.Call, w *dump.Writer) (done func() error, err error) {
	temporary, remove, err := file.Temporary()
	if err != nil {
		return nil, err
	}
	s := dump.NewSpool(temporary)
	w.Header.Time, w.Header.Index, err = tree.EachByDirectory(ctx, f.Client(), w.Header.Root, c.KeyOptions(0), s.Add)
	if err == nil {
		w.Contents, err = s.Contents()
	}
	if err != nil {
		return nil, cmp.Or(err, remove())
	}
	return remove, nil
}

// findForm gives the form that --format names.
func findForm(c lang.Call) (dump.Form, error) {
	name := c.OptionString("format")
	if name == nil {
		return dump.Commands, nil
	}
	form, ok := dump.FormNamed(*name)
	if !ok {
		return form, fmt.Errorf("--format is commands, json or edn, not %q", *name)
	}
	return form, nil
}

// tellAltered tells how many nodes cannot be dumped as they are.
func tellAltered(f *eval.Frame, contents *dump.Contents) {
	if n := contents.Altered; n > 0 {
		f.Tell(fmt.Sprintf("%s with U+FFFD, such as %s: if that stands for bytes that are not UTF-8, they are not in the dump, because etcd does not show them",
			lang.Plural(n, "key"), render.Escape(contents.FirstAltered)))
	}
}

// isPath reports whether a file may be called so, which is to be written.
func isPath(path string) bool { return path != "" && path != "-" }

// toFile writes the dump to a file and tells how much is in it.
func toFile(ctx context.Context, w *dump.Writer, c lang.Call, path string) (any, error) {
	if !isPath(path) {
		return nil, c.Usage(errors.New("--file wants the path of a file; leave it out for standard output"))
	}
	if err := file.Write(path, func(out io.Writer) error { return w.Write(ctx, out) }); err != nil {
		return nil, err
	}
	return render.Map{
		{Key: render.Keyword("keys"), Value: w.Contents.Keys},
		{Key: render.Keyword("directories"), Value: w.Contents.Directories},
	}, nil
}
