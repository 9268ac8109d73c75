package repl

import "strings"

// piece is a word or a form of a half-typed line. Unlike a token it need not
// be right, nor closed.
type piece struct {
	Word
	open   byte   // the bracket that a form begins with; 0 for a word
	closed bool   // the form's bracket is closed
	elems  []Word // the form's elements, each with its own span
}

// is reports whether the piece is the unquoted word.
func (p piece) is(word string) bool { return p.open == 0 && p.plain() && p.Text == word }

// pieces takes a text apart without complaint: whatever it is, there is a way
// to look at it.
type pieces struct {
	text     string
	all      []piece
	comments []Span
	end      scanState // where the scanner stood at the end of the text
	opened   int       // where an open quote, bracket or backslash is; -1 for none
}

func takeApart(text string) pieces {
	s := newScanner()
	s.feed(text)
	ps := pieces{text: text, end: s.state, opened: -1}
	if what, at := s.open(); what != "" {
		ps.opened = at
	}
	if s.state != inBlank && s.state != inComment {
		s.endWord(len(text))
	}
	ps.group(s.words)
	return ps
}

// group makes forms of the words from an unquoted bracket to the one that
// closes it.
func (ps *pieces) group(words []Word) {
	at := 0
	for i := 0; i < len(words); {
		p := piece{Word: words[i]}
		ps.comment(at, p.Start)
		i++
		if isOpen(ps.text[p.Start]) {
			p.open = ps.text[p.Start]
			p.elems, p.closed = elements(ps.text, p.Start+1, p.End)
			for ; !p.closed && i < len(words); i++ {
				var more []Word
				ps.comment(p.End, words[i].Start)
				more, p.closed = elements(ps.text, words[i].Start, words[i].End)
				p.elems = append(p.elems, more...)
				p.End = words[i].End
			}
		}
		ps.all = append(ps.all, p)
		at = p.End
	}
	ps.comment(at, len(ps.text))
}

// comment notes the comments between two words: nothing else but blanks is
// there.
func (ps *pieces) comment(from, to int) {
	for from < to {
		end := to
		if i := strings.IndexByte(ps.text[from:to], '\n'); i >= 0 {
			end = from + i
		}
		if i := strings.IndexByte(ps.text[from:end], '#'); i >= 0 {
			ps.comments = append(ps.comments, Span{from + i, end})
		}
		from = end + 1
	}
}

// elements splits a word within brackets at its unquoted commas, up to the
// bracket that closes.
func elements(text string, from, to int) (elems []Word, closed bool) {
	s := scanner{state: inWord, word: Word{Start: from}}
	end := func(at int) {
		if at > s.word.Start {
			s.endWord(at)
		}
		s.state, s.word, s.buf = inWord, Word{Start: at + 1}, s.buf[:0]
	}
	for i := from; i < to; i++ {
		switch b := text[i]; {
		case s.state == inWord && b == ',':
			end(i)
		case s.state == inWord && isClose(b):
			end(i)
			return s.words, true
		default:
			s.step(b, i)
		}
	}
	end(to)
	return s.words, false
}

// glued gives the first word of the comment that ends the text, if it may
// have been meant as an argument: #fff, but not # a remark.
func (ps *pieces) glued() (word string, ok bool) {
	if len(ps.comments) == 0 {
		return "", false
	}
	last := ps.comments[len(ps.comments)-1]
	if n := len(ps.all); n == 0 || last.From < ps.all[n-1].End {
		return "", false
	}
	word, _, _ = strings.Cut(ps.text[last.From:last.To], " ")
	return word, strings.Trim(word, "#\t\r") != ""
}
