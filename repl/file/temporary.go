package file

import (
	"errors"
	"os"
)

// Temporary makes a file that only its user can read and that nobody keeps: remove
// closes it, too. Where a file that is open can be removed nothing leaves it behind.
func Temporary() (f *os.File, remove func() error, err error) {
	f, err = os.CreateTemp("", "etcd2sh-*")
	if err != nil {
		return nil, nil, err
	}
	removed := os.Remove(f.Name()) == nil
	return f, func() error {
		err := f.Close()
		if !removed {
			err = errors.Join(err, os.Remove(f.Name()))
		}
		return err
	}, nil
}
