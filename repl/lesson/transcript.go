package lesson

import (
	"fmt"
	"os"
)

// transcript is a file that keeps what is typed and printed in a lesson.
type transcript struct {
	file *os.File
	err  error // the first one
}

// newTranscript makes a file, which must not be there.
func newTranscript(path string) (*transcript, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--transcript: %w", err)
	}
	return &transcript{file: f}, nil
}

func (t *transcript) Write(p []byte) (int, error) {
	n, err := t.file.Write(p)
	if t.err == nil {
		t.err = err
	}
	return n, err
}

// Close closes the file. Its error is the first that any write met. A nil transcript
// has nothing to close.
func (t *transcript) Close() error {
	if t == nil {
		return nil
	}
	if err := t.file.Close(); t.err == nil {
		t.err = err
	}
	return t.err
}
