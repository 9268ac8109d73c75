package file

import (
	"io/fs"
	"os"
)

// permitAs leaves the file to those whom its directory gives its files.
func permitAs(*os.File, fs.FileInfo) error { return nil }
