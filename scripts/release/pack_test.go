package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"
)

// TestPack: what is packed is found again, and is the same bytes in any order.
func TestPack(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC)
	files := []file{{"prog", []byte("binary"), 0o755}, {"man/prog.1", []byte("page"), 0o644}, {"README.md", nil, 0o644}}
	backwards := slices.Clone(files)
	slices.Reverse(backwards)
	const want = "d/README.md -rw-r--r-- , d/man/prog.1 -rw-r--r-- page, d/prog -rwxr-xr-x binary"
	for name, pack := range map[string]struct {
		pack func(string, []file, time.Time) ([]byte, error)
		list func([]byte) (string, error)
	}{"tar": {tarred, listTar}, "zip": {zipped, listZip}} {
		packed, err := pack.pack("d", files, at)
		if err != nil {
			t.Fatal(err)
		}
		again, err := pack.pack("d", backwards, at)
		if err != nil || !bytes.Equal(packed, again) {
			t.Errorf("%s: got other bytes for another order, %v", name, err)
		}
		if got, err := pack.list(packed); got != want || err != nil {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, want)
		}
	}
}

func listTar(packed []byte) (list string, err error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		text, err := io.ReadAll(t)
		if err != nil {
			return list, err
		}
		list = listed(list, h.Name, h.FileInfo().Mode(), text)
	}
}

func listZip(packed []byte) (list string, err error) {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return "", err
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return list, err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return list, err
		}
		list = listed(list, f.Name, f.Mode(), text)
	}
	return list, nil
}

func listed(list, name string, mode fmt.Stringer, text []byte) string {
	if list != "" {
		list += ", "
	}
	return list + fmt.Sprintf("%s %s %s", name, mode, text)
}
