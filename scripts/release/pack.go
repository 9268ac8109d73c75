package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io/fs"
	"slices"
	"time"
)

// file is one of an archive.
type file struct {
	path string
	text []byte
	mode fs.FileMode
}

// sorted gives the files in the order of their paths: so the archive is the same,
// however they were found.
func sorted(files []file) []file {
	return slices.SortedFunc(slices.Values(files), func(a, b file) int { return cmp.Compare(a.path, b.path) })
}

// tarred packs files under a directory, all of one time and nobody's.
func tarred(dir string, files []file, at time.Time) ([]byte, error) {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	t := tar.NewWriter(z)
	for _, f := range sorted(files) {
		h := tar.Header{Name: dir + "/" + f.path, Mode: int64(f.mode), Size: int64(len(f.text)), ModTime: at, Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}
		if err := t.WriteHeader(&h); err != nil {
			return nil, err
		}
		if _, err := t.Write(f.text); err != nil {
			return nil, err
		}
	}
	err = errors.Join(t.Close(), z.Close())
	return packed.Bytes(), err
}

// zipped is tarred for systems without tar.
func zipped(dir string, files []file, at time.Time) ([]byte, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, f := range sorted(files) {
		h := zip.FileHeader{Name: dir + "/" + f.path, Method: zip.Deflate, Modified: at}
		h.SetMode(f.mode)
		w, err := z.CreateHeader(&h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.text); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return packed.Bytes(), err
}
