// Package file opens files to be read and writes files whole or not at all.
// Start with [Open] and [Write]. It never touches the standard streams.
package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrDirectory is the reason why a directory is not opened.
var ErrDirectory = errors.New("is a directory")

// Open opens a file to be read, which a directory is not. A named pipe is
// waited for until somebody writes to it, or ctx ends: then the error is the
// context's.
func Open(ctx context.Context, path string) (*os.File, error) {
	at, err := os.Stat(path)
	switch {
	case err == nil && at.IsDir():
		return nil, fmt.Errorf("%s %w", path, ErrDirectory)
	case err == nil && at.Mode()&fs.ModeNamedPipe != 0:
		return UntilDone(ctx, func() (*os.File, error) { return os.Open(path) })
	}
	return os.Open(path)
}

// UntilDone gives what f gives, or the context's error as soon as that has
// ended. It is for a read that cannot be told to end: it goes on then, and what
// it gives is dropped.
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
