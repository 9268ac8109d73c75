package scan

import (
	"errors"
	"fmt"
)

// Token is a word of a command, or a form in brackets made of several.
type Token struct {
	Word
	Form     *Form
	Variable bool // the word was $NAME
	Value    any  // and stood for this; Text has it where it is one value
}

// Form is what stands between unquoted brackets: [:cats :mittens], (:cats), or
// an option map {:recursive? true}.
type Form struct {
	Open  byte
	Elems []Word // of the outermost brackets; of no use where nested
	// nested: there are brackets within the brackets, as only data may have.
	Nested bool
	// values are what the elements that were variables stood for, by position.
	Values map[int]any
}

// ErrNested is the reason why a form cannot be a key or an option map.
var ErrNested = errors.New("a bracket within brackets means nothing here; quote it if it is text")

// Is reports whether the token is the unquoted word.
func (t Token) Is(word string) bool { return t.Form == nil && t.Plain() && t.Text == word }

// Tokens groups the words of a command. With an error comes where the form
// begins that is wrong.
func Tokens(words []Word) (out []Token, at int, err error) {
	out = make([]Token, 0, len(words))
	for i := 0; i < len(words); {
		w := words[i]
		if w.Text == "" || !IsOpen(w.Text[0]) || w.quotedAt(0) || w.emptyQuoteAt(0) {
			out = append(out, Token{Word: w})
			i++
			continue
		}
		r := formReader{form: Form{Open: w.Text[0]}}
		n, err := r.read(words[i:])
		if err != nil {
			return nil, w.Start, err
		}
		last := words[i+n-1]
		out = append(out, Token{Word: Word{Start: w.Start, End: last.End}, Form: &r.form})
		i += n
	}
	return out, 0, nil
}

// formReader takes a form apart into its elements.
type formReader struct {
	form    Form
	within  []byte // the brackets that are open within the form
	started bool   // an element is being read
	text    []byte
	quoted  []Span
}

// read reads a form that begins with the first word, and tells how many words
// it took. The scanner has seen to it that the form is closed.
func (r *formReader) read(words []Word) (int, error) {
	for n, w := range words {
		from := 0
		if n == 0 {
			from = 1
		}
		for i := from; i < len(w.Text); i++ {
			r.emptyQuote(w, i)
			done, err := r.step(w, i)
			if err != nil {
				return 0, err
			}
			if done {
				r.endElem(w)
				return n + 1, nil
			}
		}
		r.emptyQuote(w, len(w.Text))
		r.endElem(w)
	}
	return 0, fmt.Errorf("%c is not closed", r.form.Open)
}

// step reads one byte; done says that it closed the form.
func (r *formReader) step(w Word, i int) (done bool, err error) {
	b := w.Text[i]
	switch {
	case w.quotedAt(i):
		r.add(b, true)
	case IsOpen(b):
		r.form.Nested = true
		r.within = append(r.within, b)
	case IsClose(b) && b != Closing(r.innermost()):
		return false, fmt.Errorf("%c is closed by %c", r.innermost(), b)
	case IsClose(b) && len(r.within) > 0:
		r.within = r.within[:len(r.within)-1]
	case IsClose(b) && (i != len(w.Text)-1 || w.emptyQuoteAt(i+1)):
		return false, fmt.Errorf("%q stands right after a closing bracket; put a space between them, or quote the whole", w.Text[i+1:])
	case IsClose(b):
		return true, nil
	case b == ',':
		r.endElem(w)
	default:
		r.add(b, false)
	}
	return false, nil
}

// innermost is the bracket that was opened last and is open.
func (r *formReader) innermost() byte {
	if n := len(r.within); n > 0 {
		return r.within[n-1]
	}
	return r.form.Open
}

func (r *formReader) add(b byte, quoted bool) {
	r.started = true
	r.text = append(r.text, b)
	if !quoted {
		return
	}
	n, last := len(r.text), len(r.quoted)-1
	if last >= 0 && r.quoted[last].To == n-1 {
		r.quoted[last].To = n
		return
	}
	r.quoted = append(r.quoted, Span{n - 1, n})
}

// emptyQuote begins an element where "" stands before byte i.
func (r *formReader) emptyQuote(w Word, i int) {
	if w.emptyQuoteAt(i) {
		r.started = true
		r.quoted = append(r.quoted, Span{len(r.text), len(r.text)})
	}
}

func (r *formReader) endElem(w Word) {
	if !r.started {
		return
	}
	r.form.Elems = append(r.form.Elems, Word{Text: string(r.text), Start: w.Start, End: w.End, Quoted: r.quoted})
	r.started, r.text, r.quoted = false, nil, nil
}

func (w Word) emptyQuoteAt(at int) bool {
	for _, q := range w.Quoted {
		if q.From == q.To && q.From == at {
			return true
		}
	}
	return false
}

func Closing(open byte) byte {
	switch open {
	case '[':
		return ']'
	case '(':
		return ')'
	}
	return '}'
}
