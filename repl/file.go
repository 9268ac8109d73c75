package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"etcd2sh/client"
)

// OpenFile opens a file to be read, which a directory is not. A named pipe is
// waited for until somebody writes to it, or ctx ends: then the error is the
// context's.
func OpenFile(ctx context.Context, path string) (*os.File, error) {
	at, err := os.Stat(path)
	switch {
	case err == nil && at.IsDir():
		return nil, fmt.Errorf("%s is a directory", path)
	case err == nil && at.Mode()&fs.ModeNamedPipe != 0:
		return untilDone(ctx, func() (*os.File, error) { return os.Open(path) })
	}
	return os.Open(path)
}

// untilDone gives what f gives, or the context's error as soon as that has
// ended. For what cannot be told to end: nobody heeds f any more then.
func untilDone[T any](ctx context.Context, f func() (T, error)) (v T, err error) {
	done := make(chan struct{})
	var got T
	var failed error
	go func() {
		defer close(done)
		got, failed = f()
	}()
	select {
	case <-done:
		return got, failed
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// readValue reads what --file names, up to what etcd takes.
func (s *Session) readValue(ctx context.Context, path string) (string, error) {
	in, err := s.open(ctx, "--file -", path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	text, err := untilDone(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, client.MaxBody+1)) })
	if err == nil && len(text) > client.MaxBody {
		err = errors.New("the value of --file " + path + " is larger than etcd takes")
	}
	return string(text), err
}

// open opens the file at path; - is standard input, which can be read once.
// what names that in errors.
func (s *Session) open(ctx context.Context, what, path string) (io.ReadCloser, error) {
	switch {
	case path != "-":
		return OpenFile(ctx, path)
	case s.Stdin == nil:
		return nil, errors.New(what + " wants standard input, but the commands come from there")
	case s.stdinRead.Swap(true):
		return nil, errors.New(what + " has read standard input to its end already")
	}
	return io.NopCloser(s.Stdin), nil
}
