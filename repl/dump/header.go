package dump

import (
	"errors"
	"fmt"
	"time"

	"etcd2sh/render"
)

// Header says what a dump is of. It is the first line of the dump.
type Header struct {
	Root        string    // the key whose tree it is
	Source      string    // the server's URL
	Index       *uint64   // the store's index; nil when the server did not tell
	Time        time.Time // when it was read
	ByDirectory bool      // it was read directory by directory, so it is no one moment's view
}

// data is the header of a dump of so many records as data.
func (h Header) data(records int) render.Map {
	m := render.Map{
		{Key: render.Keyword("dump"), Value: h.Root},
		{Key: render.Keyword("source"), Value: h.Source},
	}
	if h.Index != nil {
		m = append(m, render.Entry{Key: render.Keyword("index"), Value: *h.Index})
	}
	m = append(m, render.Entry{Key: render.Keyword("time"), Value: h.Time.UTC().Format(time.RFC3339)})
	if h.ByDirectory {
		m = append(m, render.Entry{Key: render.Keyword("by-directory"), Value: true})
	}
	return append(m, render.Entry{Key: render.Keyword("records"), Value: records})
}

// readHeader learns from a header which key the dump is of and how many records
// it has.
func (r *Reader) readHeader(f fields) error {
	root, ok := f["dump"].(string)
	if !ok {
		return errors.New("the header does not say with dump which key the dump is of")
	}
	if err := r.checkKey(root); err != nil {
		return err
	}
	r.root, r.hasHeader = root, true
	if f["records"] == nil {
		return nil
	}
	n, ok := wholeNumber(f["records"])
	if !ok {
		return fmt.Errorf("records in the header wants a whole number, not %v", f["records"])
	}
	r.expected = int(n)
	return nil
}
