package program

import (
	"errors"
	"io"
	"syscall"
)

// isClosedPipe reports whether the reader of the results has gone, as with
// `| head -1`.
func isClosedPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}
