package script

import (
	"context"
	"fmt"
	"io/fs"
	"os"
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
		return UntilDone(ctx, func() (*os.File, error) { return os.Open(path) })
	}
	return os.Open(path)
}

// UntilDone gives what f gives, or the context's error as soon as that has
// ended. For what cannot be told to end: nobody heeds f any more then.
func UntilDone[T any](ctx context.Context, f func() (T, error)) (v T, err error) {
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
