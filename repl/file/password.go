package file

import (
	"context"
	"io"
	"strings"
)

// maxPassword is how much of a file is read for a password, in bytes: far more than any
// server heeds.
const maxPassword = 64 << 10

// Password reads the password that a file holds, less a newline at its end. When ctx
// ends, the error is the context's.
func Password(ctx context.Context, in io.Reader) (string, error) {
	text, err := UntilDone(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, maxPassword)) })
	return strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r"), err
}
