package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// ErrDamaged says that the history file has lines that are no entries. The
// error that wraps it names the file and the first such line.
var ErrDamaged = errors.New("damaged")

// maxLine is the longest line of the file, in bytes with its newline.
const maxLine = 1 << 20

// contents is what was found in a file.
type contents struct {
	entries  []Entry // in the order of the file, with duplicates
	lines    int     // those that are not blank
	damaged  int     // how many of them are no entries
	firstBad int     // the number of the first such line
}

// open loads the history at path, unless that is "". The caller holds mu, or nobody
// else knows h.
func (h *History) open(path string) error {
	if path == "" {
		return nil
	}
	if err := h.use(path); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}

// use loads the history at path and makes it the file that is written to, when it
// can be.
func (h *History) use(path string) error {
	file, err := prepare(path)
	if err == nil {
		err = locked(file, lockWait, func() error {
			h.file = file
			return h.load(file)
		})
	}
	if h.file != "" {
		return err
	}
	// Perhaps it can be read at least. An error of that other than damage is
	// the same trouble met again.
	if damage := h.load(path); errors.Is(damage, ErrDamaged) {
		err = fmt.Errorf("%w; %w", err, damage)
	}
	return fmt.Errorf("%w; new commands are kept in memory only", err)
}

// load reads the file at path, and rewrites it when it has grown far beyond
// the limit and is ours to write. The caller holds the lock if there is one.
func (h *History) load(path string) error {
	found, err := readFile(path)
	kept := newest(found.entries, h.limit)
	h.entries, h.last = nil, len(kept)
	for i, e := range kept {
		h.entries = append(h.entries, Numbered{i + 1, e})
	}
	if err != nil {
		return err
	}
	if h.file == "" || found.lines <= 2*h.limit {
		return found.damage(path)
	}
	if found.damaged == 0 {
		return replace(path, kept, "")
	}
	old := path + ".damaged"
	if err := replace(path, kept, old); err != nil {
		return fmt.Errorf("%w; %w", found.damage(path), err)
	}
	return found.damage(old)
}

// damage is the report on the lines that were skipped, nil without any.
func (c contents) damage(path string) error {
	switch c.damaged {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s: line %d is %w and was skipped", path, c.firstBad, ErrDamaged)
	}
	return fmt.Errorf("%s: %d lines are %w and were skipped, the first is line %d", path, c.damaged, ErrDamaged, c.firstBad)
}

func readFile(path string) (contents, error) {
	if err := regular(path); err != nil {
		return contents{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return contents{}, err
	}
	found, err := read(f)
	return found, errors.Join(err, f.Close())
}

// read takes in a whole file, line by line. What came before an error is kept.
func read(r io.Reader) (contents, error) {
	var c contents
	var line []byte
	in := bufio.NewReaderSize(r, 1<<16)
	for number := 1; ; number++ {
		var err error
		line, err = nextLine(in, line[:0])
		if err != nil && err != io.EOF {
			return c, err
		}
		c.add(line, number)
		if err == io.EOF {
			return c, nil
		}
	}
}

// nextLine appends the next line to line. Of one that is longer than maxLine
// it gives more than maxLine bytes, but not all of them.
func nextLine(in *bufio.Reader, line []byte) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(line) <= maxLine {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

func (c *contents) add(line []byte, number int) {
	if len(bytes.TrimSpace(line)) == 0 {
		return
	}
	c.lines++
	if e, ok := decode(line); ok {
		c.entries = append(c.entries, e)
		return
	}
	if c.damaged == 0 {
		c.firstBad = number
	}
	c.damaged++
}

func decode(line []byte) (Entry, bool) {
	var e Entry
	ok := len(line) <= maxLine && utf8.Valid(line) && json.Unmarshal(line, &e) == nil && !blank(e.Command)
	return e, ok
}

// encode gives the line of e, with its newline. Characters that matter to
// HTML alone are left as they are, so that the file can be searched as text.
func encode(e Entry) ([]byte, error) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	err := enc.Encode(e)
	return line.Bytes(), err
}

// encodeAll gives the lines of entries.
func encodeAll(entries []Entry) ([]byte, error) {
	var text []byte
	for _, e := range entries {
		line, err := encode(e)
		if err != nil {
			return nil, err
		}
		text = append(text, line...)
	}
	return text, nil
}
