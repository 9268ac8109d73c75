package dump

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"iter"
)

// Writer writes the lines of a dump.
type Writer struct {
	Form     Form
	Header   Header
	Contents *Contents
}

// Lines gives the lines of the dump without their ends, the header first. When
// ctx ends the last thing that it gives is the error of ctx.
func (w *Writer) Lines(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for line, err := range w.lines(ctx) {
			if !yield(string(bytes.TrimSuffix(line, []byte("\n"))), err) {
				return
			}
		}
	}
}

// Write writes the lines of the dump, each with its end. Its error is that of
// ctx or that of out.
func (w *Writer) Write(ctx context.Context, out io.Writer) error {
	b := bufio.NewWriterSize(out, 64<<10)
	for line, err := range w.lines(ctx) {
		if err != nil {
			return err
		}
		b.Write(line) // its error comes again from Flush
	}
	return b.Flush()
}

// lines gives the lines with their ends. Each holds until the next.
func (w *Writer) lines(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var line bytes.Buffer
		w.Form.header(&line, w.Header, w.Contents.records)
		if !yield(line.Bytes(), nil) {
			return
		}
		for r, err := range w.Contents.each {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			line.Reset()
			w.Form.record(&line, r)
			if !yield(line.Bytes(), nil) {
				return
			}
		}
	}
}
