package scan

import "sort"

// Word is one word of a command, as google/shlex would split it, with what
// shlex forgets: where it stood and which parts of it were quoted.
type Word struct {
	Text       string
	Start, End int    // its span in the command's text, quotes included
	Quoted     []Span // the quoted or escaped parts of Text, in order; nil if there are none
}

// Span is the bytes from From up to, not including, To.
type Span struct{ From, To int }

// Plain reports whether no part of the word was quoted: only then can it be
// anything but data.
func (w Word) Plain() bool { return w.Quoted == nil }

// QuotedWithin reports whether any of Text[from:to] was quoted, or an empty
// quote stood there.
func (w Word) QuotedWithin(from, to int) bool {
	first := sort.Search(len(w.Quoted), func(i int) bool { return w.Quoted[i].To >= from })
	for _, q := range w.Quoted[first:] {
		if q.From > to {
			return false
		}
		if q.From < to && from < q.To || q.From == q.To && from <= q.From && q.From <= to {
			return true
		}
	}
	return false
}
