package scan

import (
	"errors"
	"fmt"
)

// Form is what stands between unquoted brackets: [:cats :mittens], (:cats), or
// an option map {:recursive? true}.
type Form struct {
	Open   byte   // the bracket that it begins with
	Elems  []Word // what blanks and commas separate; of no use where nested
	Nested bool   // there are brackets within the brackets, as only data may have
	Closed bool   // its bracket is closed

	values map[int]any // what the elements that were variables stood for
}

// ErrNested is the reason why a form cannot be a key or an option map.
var ErrNested = errors.New("a bracket within brackets means nothing here; quote it if it is text")

// SetValue notes the value of an element that was a variable.
func (f *Form) SetValue(at int, v any) {
	if f.values == nil {
		f.values = map[int]any{}
	}
	f.values[at] = v
}

// Value gives the value of an element that was a variable; ok is false for any
// other.
func (f *Form) Value(at int) (v any, ok bool) {
	v, ok = f.values[at]
	return v, ok
}

// HasValues reports whether an element was a variable.
func (f *Form) HasValues() bool { return len(f.values) > 0 }

// formReader takes a form apart into its elements.
type formReader struct {
	Scanner // of the element being read
	form    *Form
	open    []byte // the brackets that are open, the form's own first
	err     error  // the first thing that is wrong
}

// form reads a form that begins with the first word, and tells how many words
// it took: all of them when its bracket is not closed.
func (s *Scanner) form(words []Word) (Token, int, error) {
	first := words[0]
	r := formReader{form: &Form{Open: s.Text[first.Start]}}
	r.open = append(r.open, r.form.Open)
	from := first.Start + 1
	for n, w := range words {
		if n > 0 {
			from = w.Start
		}
		if r.read(s.Text[:w.End], from); r.form.Closed || n == len(words)-1 {
			r.form.Elems = r.Words
			return Token{Word: Word{Start: first.Start, End: w.End}, Form: r.form}, n + 1, r.err
		}
	}
	return Token{}, 0, nil // there is a first word
}

// read reads the part of the form that one word is; the text ends with the
// word.
func (r *formReader) read(text []byte, from int) {
	r.begin(from)
	for i := from; i < len(text); i++ {
		switch b := text[i]; {
		case r.state == inWord && b == ',':
			r.end(i)
		case r.state == inWord && IsClose(b):
			if r.close(b); len(r.open) > 0 {
				r.step(b, i)
				continue
			}
			r.end(i)
			r.form.Closed = true
			r.after(text[i+1:])
			return
		default:
			if r.state == inWord && IsOpen(b) {
				r.form.Nested = true
				r.open = append(r.open, b)
			}
			r.step(b, i)
		}
	}
	r.end(len(text))
}

func (r *formReader) begin(at int) { r.state, r.word, r.buf = inWord, Word{Start: at}, r.buf[:0] }

// end ends an element, if there is one, and begins the next.
func (r *formReader) end(at int) {
	if at > r.word.Start {
		r.endWord(at)
	}
	r.begin(at + 1)
}

// close closes the bracket that was opened last.
func (r *formReader) close(b byte) {
	n := len(r.open) - 1
	if want := r.open[n]; b != Closing(want) {
		r.fail(fmt.Errorf("%c is closed by %c", want, b))
	}
	r.open = r.open[:n]
}

// after refuses what is left of a word behind the bracket that closes.
func (r *formReader) after(rest []byte) {
	if len(rest) == 0 {
		return
	}
	s := Scanner{state: inWord}
	s.Feed(string(rest))
	r.fail(fmt.Errorf("%q stands right after a closing bracket; put a space between them, or quote the whole", s.buf))
}

func (r *formReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Closing is the bracket that closes an opening one.
func Closing(open byte) byte {
	switch open {
	case '[':
		return ']'
	case '(':
		return ')'
	}
	return '}'
}
