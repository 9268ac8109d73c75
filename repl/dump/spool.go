package dump

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"etcd2sh/client"
)

// Spool takes a tree node by node into a file, for a dump that need not be in memory
// as a whole.
type Spool struct {
	contents Contents
	begun    time.Time // from when on the ttl of a record counts in the file
	file     io.ReadWriteSeeker
	out      *bufio.Writer
	scratch  []byte
}

// NewSpool makes a Spool that writes to a file.
func NewSpool(file io.ReadWriteSeeker) *Spool {
	return &Spool{begun: time.Now(), file: file, out: bufio.NewWriterSize(file, 64<<10)}
}

// Add takes the next node, which was read then and has so many children.
func (s *Spool) Add(n *client.Node, children int, read time.Time) error {
	s.contents.count(n, children)
	if implied(n, children) {
		return nil
	}
	r := recordOf(n, read)
	if r.TTL != nil {
		*r.TTL += s.elapsed()
	}
	s.scratch = r.appendTo(s.scratch[:0])
	_, err := s.out.Write(s.scratch)
	return spoolError(err)
}

// elapsed is how many seconds there were since the beginning.
func (s *Spool) elapsed() uint64 { return uint64(time.Since(s.begun).Seconds()) }

// Contents is what was taken. It reads the file whenever it is asked for records.
func (s *Spool) Contents() (*Contents, error) {
	s.contents.each = s.records
	return &s.contents, spoolError(s.out.Flush())
}

func (s *Spool) records(yield func(Record, error) bool) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		yield(Record{}, spoolError(err))
		return
	}
	in := spoolReader{in: bufio.NewReaderSize(s.file, 64<<10)}
	for range s.contents.records {
		r := in.record()
		if in.err != nil {
			yield(r, spoolError(in.err))
			return
		}
		if r.TTL != nil {
			*r.TTL -= min(s.elapsed(), *r.TTL-1) // what has expired gets the shortest there is
		}
		if !yield(r, nil) {
			return
		}
	}
}

func spoolError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("what was read so far cannot be kept in a file: %w", err)
}

// What a record in the file has beside its key.
const (
	spoolValue = 1 << iota
	spoolTTL
	spoolExpiration
)

func (r Record) appendTo(b []byte) []byte {
	has := byte(0)
	if r.Value != nil {
		has |= spoolValue
	}
	if r.TTL != nil {
		has |= spoolTTL
	}
	if r.Expiration != nil {
		has |= spoolExpiration
	}
	b = append(b, has)
	b = append(binary.AppendUvarint(b, uint64(len(r.Key))), r.Key...)
	if r.Value != nil {
		b = append(binary.AppendUvarint(b, uint64(len(*r.Value))), *r.Value...)
	}
	if r.TTL != nil {
		b = binary.AppendUvarint(b, *r.TTL)
	}
	if r.Expiration != nil {
		b = binary.AppendVarint(b, r.Expiration.Unix())
		b = binary.AppendUvarint(b, uint64(r.Expiration.Nanosecond()))
	}
	return b
}

// spoolReader reads records, and keeps the first error.
type spoolReader struct {
	in  *bufio.Reader
	err error
}

func (s *spoolReader) record() Record {
	has, err := s.in.ReadByte()
	s.fail(err)
	r := Record{Key: s.text()}
	if has&spoolValue != 0 {
		r.Value = new(s.text())
	}
	if has&spoolTTL != 0 {
		r.TTL = new(s.unsigned())
	}
	if has&spoolExpiration != 0 {
		seconds, err := binary.ReadVarint(s.in)
		s.fail(err)
		r.Expiration = new(time.Unix(seconds, int64(s.unsigned())).UTC())
	}
	return r
}

func (s *spoolReader) text() string {
	n := s.unsigned()
	if s.err != nil {
		return ""
	}
	text := make([]byte, n)
	_, err := io.ReadFull(s.in, text)
	s.fail(err)
	return string(text)
}

func (s *spoolReader) unsigned() uint64 {
	n, err := binary.ReadUvarint(s.in)
	s.fail(err)
	return n
}

func (s *spoolReader) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}
