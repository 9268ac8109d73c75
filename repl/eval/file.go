package eval

import (
	"context"
	"errors"
	"io"

	"etcd2sh/client"
	"etcd2sh/repl/file"
)

// readValue reads what --file names, up to what etcd takes.
func (s *Session) readValue(ctx context.Context, path string) (string, error) {
	in, err := s.Open(ctx, "--file -", path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	text, err := file.UntilDone(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, client.MaxBody+1)) })
	if err == nil && len(text) > client.MaxBody {
		err = errors.New("the value of --file " + path + " is larger than etcd takes")
	}
	return string(text), err
}

// Open opens the file at path; - is standard input, which can be read once.
// what names that in errors.
func (s *Session) Open(ctx context.Context, what, path string) (io.ReadCloser, error) {
	switch {
	case path != "-":
		return file.Open(ctx, path)
	case s.host.Stdin == nil:
		return nil, errors.New(what + " wants standard input, but the commands come from there")
	case s.stdinRead.Swap(true):
		return nil, errors.New(what + " has read standard input to its end already")
	}
	return io.NopCloser(s.host.Stdin), nil
}
