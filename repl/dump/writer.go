package dump

import (
	"bufio"
	"context"
	"io"
	"iter"

	"etcd2sh/client"
	"etcd2sh/client/tree"
)

// Writer writes a tree as the lines of a dump.
type Writer struct {
	Form   Form
	Header Header
	Tree   tree.Tree
}

// Lines gives the lines of the dump without their ends, the header first. When
// ctx ends the last thing that it gives is the error of ctx.
func (w *Writer) Lines(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		line := func(text string) bool {
			if err := ctx.Err(); err != nil {
				yield("", err)
				return false
			}
			return yield(text, nil)
		}
		records := 0
		w.records(w.Tree.Top(), func(Record) bool {
			records++
			return true
		})
		if line(w.Form.header(w.Header, records)) {
			w.records(w.Tree.Top(), func(r Record) bool { return line(w.Form.record(r)) })
		}
	}
}

// Write writes the lines of the dump, each with its end. Its error is that of
// ctx or that of out.
func (w *Writer) Write(ctx context.Context, out io.Writer) error {
	b := bufio.NewWriterSize(out, 64<<10)
	for line, err := range w.Lines(ctx) {
		if err != nil {
			return err
		}
		b.WriteString(line) // its error comes again from Flush
		b.WriteByte('\n')
	}
	return b.Flush()
}

// records gives the records of a node and of all that is below it, and reports
// whether more are wanted. A directory that its children imply has none, unless
// it has a ttl.
func (w *Writer) records(n *client.Node, yield func(Record) bool) bool {
	r := recordOf(n, w.Tree.Read)
	implied := n.Dir && (len(n.Nodes) > 0 && r.TTL == nil || r.Key == "/")
	if !implied && !yield(r) {
		return false
	}
	for _, child := range tree.Sorted(n.Nodes) {
		if !w.records(child, yield) {
			return false
		}
	}
	return true
}
