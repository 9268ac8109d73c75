package repl

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

func init() {
	register(dump, &lang.Command{
		Name: "dump", Group: lang.GroupMoving, Alone: true, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg, Optional: true}},
		Options: withCommon(
			lang.Option{Name: "format", Kind: lang.String, Value: "commands|json|edn", Doc: "the form of the lines; commands if it is missing"},
			lang.Option{Name: "by-directory", Doc: "a request for each directory: kinder to the server when there is much, but no longer one moment's view"},
			lang.Option{Name: "file", Kind: lang.String, Value: "PATH", Doc: "write to a file, which is there whole or not at all"}),
		Doc:     "write out a tree, the current directory if K is missing, so that load can read it back",
		Returns: "the lines; with --file how many keys and directories they hold",
		More: "The first line says what the dump is of: the key, the server, the store's index and the time. " +
			"Then each key has a line, or an object, with its value and the seconds left of its ttl; an empty directory has one, and one with a ttl, before what is in it. " +
			"Names are in the order of their bytes, so that two dumps can be compared. Lines of commands can also be run, by source or -f.\n\n" +
			"The dump is one moment's view of the store, read with quorum, unless it is taken --by-directory. " +
			"etcd leaves names that begin with _ out of every listing: they are in the dump only when K itself has such a name or lies below one. " +
			"Bytes that are not UTF-8 are shown by etcd as U+FFFD, and nothing else can be dumped: the lines that hold it are marked, and counted in a remark.",
		Example: []lang.Example{
			{Before: []string{`reset! cats/mittens "black n white"`}, Line: `dump cats --file backup.etcd2`, Result: `{:keys 1, :directories 1}`},
		},
	})
}

func dump(ctx context.Context, s *Session, c lang.Call) (any, error) {
	form, err := findForm(c)
	if err != nil {
		return nil, c.Usage(err)
	}
	key, err := keyOr(c, s, s.dir)
	if err != nil {
		return nil, err
	}
	d := dumping{form: form, header: dumpHeader{root: key, source: s.Endpoint(), byDirectory: c.Flag("by-directory")}}
	if d.header.byDirectory {
		d.tree, err = tree.ReadByDirectory(ctx, s.client, key, c.Common())
	} else {
		d.tree, err = tree.Read(ctx, s.client, key, true, c.Common())
	}
	if err != nil {
		return nil, err
	}
	d.header.index, d.header.time = d.tree.Index, d.tree.Read
	s.tellAltered(&d.tree)
	if path := c.OptionString("file"); path != nil {
		return d.toFile(ctx, c, *path)
	}
	return Results(func(yield func(any, error) bool) {
		asIs := s.config.Output == render.JSON && form.name == jsonForm.name
		for line, err := range d.lines(ctx) {
			var v any = render.Line(line)
			if asIs {
				v = render.Output(line + "\n") // it is json already
			}
			if !yield(v, err) {
				return
			}
		}
	}), nil
}

// findForm gives the form that --format names.
func findForm(c lang.Call) (dumpForm, error) {
	name := c.OptionString("format")
	if name == nil {
		return commandsForm, nil
	}
	for _, f := range []dumpForm{commandsForm, jsonForm, ednForm} {
		if f.name == *name {
			return f, nil
		}
	}
	return dumpForm{}, fmt.Errorf("--format is commands, json or edn, not %q", *name)
}

// tellAltered tells how many nodes cannot be dumped as they are.
func (s *Session) tellAltered(t *tree.Tree) {
	n, first := 0, ""
	for node := range t.Nodes() {
		if !(record{key: *node.Key, value: node.Value}).altered() {
			continue
		}
		if n == 0 {
			first = *node.Key
		}
		n++
	}
	if n > 0 && s.Tell != nil {
		s.Tell(fmt.Sprintf("%s with U+FFFD, such as %s: if that stands for bytes that are not UTF-8, they are not in the dump, because etcd does not show them",
			lang.Plural(n, "key"), render.Escape(first)))
	}
}

// dumping is a dump under way.
type dumping struct {
	form   dumpForm
	header dumpHeader
	tree   tree.Tree
}

// lines gives the lines of the dump without their ends, until the context does.
func (d *dumping) lines(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		line := func(text string) bool {
			if err := ctx.Err(); err != nil {
				yield("", err)
				return false
			}
			return yield(text, nil)
		}
		d.below(d.tree.Top(), func(record) bool {
			d.header.records++
			return true
		})
		if line(d.form.header(d.header)) {
			d.below(d.tree.Top(), func(r record) bool { return line(d.form.record(r)) })
		}
	}
}

// below gives the records of a node and all that is below it, and reports
// whether more are wanted.
func (d *dumping) below(n *client.Node, yield func(record) bool) bool {
	r := record{key: *n.Key, value: n.Value, ttl: tree.TTLLeft(n, d.tree.Read), expiration: n.Expiration}
	implied := n.Dir && (len(n.Nodes) > 0 && r.ttl == nil || r.key == "/")
	if !implied && !yield(r) {
		return false
	}
	for _, child := range tree.Sorted(n.Nodes) {
		if !d.below(child, yield) {
			return false
		}
	}
	return true
}

// record is what a dump says of one key.
type record struct {
	key        string
	value      *string // nil for a directory
	ttl        *uint64 // the seconds left; nil when it is permanent
	expiration *time.Time
}

func (r record) dir() bool { return r.value == nil }

// altered reports whether the record may differ from what is stored.
func (r record) altered() bool {
	return tree.Altered(r.key) || !r.dir() && tree.Altered(*r.value)
}

// dumpHeader says what a dump is of.
type dumpHeader struct {
	root        string // the key
	source      string // the server's URL
	index       *uint64
	time        time.Time
	byDirectory bool
	records     int // how many follow
}

// toFile writes the dump to a file and tells how much is in it.
func (d *dumping) toFile(ctx context.Context, c lang.Call, path string) (any, error) {
	if path == "" || path == "-" {
		return nil, c.Usage(errors.New("--file wants the path of a file; leave it out for standard output"))
	}
	if err := writeWhole(path, d.lines(ctx)); err != nil {
		return nil, err
	}
	files := len(d.tree.Files)
	return render.Map{
		{Key: render.Keyword("keys"), Value: files},
		{Key: render.Keyword("directories"), Value: d.tree.Size() - files},
	}, nil
}
