package program

import (
	"errors"
	"os"
	"path/filepath"
)

// Draft is a text that a person edits in a program.
type Draft struct {
	// Path is the file that holds the text. It is for its user alone, in a directory
	// for nothing else, where an editor may leave its own files.
	Path string
}

// NewDraft puts a text into a file of that name.
func NewDraft(name, text string) (Draft, error) {
	dir, err := os.MkdirTemp("", "etcd2sh-edit-")
	if err != nil {
		return Draft{}, err
	}
	d := Draft{filepath.Join(dir, name)}
	if err := os.WriteFile(d.Path, []byte(text), 0o600); err != nil {
		return Draft{}, errors.Join(err, d.Drop())
	}
	return d, nil
}

// Text gives the text as it is now.
func (d Draft) Text() (string, error) {
	text, err := os.ReadFile(d.Path)
	return string(text), err
}

// Drop removes the file, and what the editor may have left beside it.
func (d Draft) Drop() error { return os.RemoveAll(filepath.Dir(d.Path)) }
