package scan

import "strings"

// Piece is a word or a form of a half-typed line. Unlike a token it need not
// be right, nor closed.
type Piece struct {
	Word
	Open   byte   // the bracket that a form begins with; 0 for a word
	Closed bool   // the form's bracket is closed
	Elems  []Word // the form's elements, each with its own span
}

// Is reports whether the piece is the unquoted word.
func (p Piece) Is(word string) bool { return p.Open == 0 && p.Plain() && p.Text == word }

// Pieces takes a text apart without complaint: whatever it is, there is a way
// to look at it.
type Pieces struct {
	Text     string
	All      []Piece
	Comments []Span
	End      ScanState // where the scanner stood at the end of the text
	Opened   int       // where an open quote, bracket or backslash is; -1 for none
}

func TakeApart(text string) Pieces {
	s := NewScanner()
	s.Feed(text)
	ps := Pieces{Text: text, End: s.State, Opened: -1}
	if what, at := s.Open(); what != "" {
		ps.Opened = at
	}
	if s.State != InBlank && s.State != InComment {
		s.endWord(len(text))
	}
	ps.group(s.Words)
	return ps
}

// group makes forms of the words from an unquoted bracket to the one that
// closes it.
func (ps *Pieces) group(words []Word) {
	at := 0
	for i := 0; i < len(words); {
		p := Piece{Word: words[i]}
		ps.comment(at, p.Start)
		i++
		if IsOpen(ps.Text[p.Start]) {
			p.Open = ps.Text[p.Start]
			p.Elems, p.Closed = elements(ps.Text, p.Start+1, p.End)
			for ; !p.Closed && i < len(words); i++ {
				var more []Word
				ps.comment(p.End, words[i].Start)
				more, p.Closed = elements(ps.Text, words[i].Start, words[i].End)
				p.Elems = append(p.Elems, more...)
				p.End = words[i].End
			}
		}
		ps.All = append(ps.All, p)
		at = p.End
	}
	ps.comment(at, len(ps.Text))
}

// comment notes the comments between two words: nothing else but blanks is
// there.
func (ps *Pieces) comment(from, to int) {
	for from < to {
		end := to
		if i := strings.IndexByte(ps.Text[from:to], '\n'); i >= 0 {
			end = from + i
		}
		if i := strings.IndexByte(ps.Text[from:end], '#'); i >= 0 {
			ps.Comments = append(ps.Comments, Span{from + i, end})
		}
		from = end + 1
	}
}

// elements splits a word within brackets at its unquoted commas, up to the
// bracket that closes.
func elements(text string, from, to int) (elems []Word, closed bool) {
	s := Scanner{State: InWord, Word: Word{Start: from}}
	end := func(at int) {
		if at > s.Word.Start {
			s.endWord(at)
		}
		s.State, s.Word, s.Buf = InWord, Word{Start: at + 1}, s.Buf[:0]
	}
	for i := from; i < to; i++ {
		switch b := text[i]; {
		case s.State == InWord && b == ',':
			end(i)
		case s.State == InWord && IsClose(b):
			end(i)
			return s.Words, true
		default:
			s.Step(b, i)
		}
	}
	end(to)
	return s.Words, false
}

// Glued gives the first word of the comment that ends the text, if it may
// have been meant as an argument: #fff, but not # a remark.
func (ps *Pieces) Glued() (word string, ok bool) {
	if len(ps.Comments) == 0 {
		return "", false
	}
	last := ps.Comments[len(ps.Comments)-1]
	if n := len(ps.All); n == 0 || last.From < ps.All[n-1].End {
		return "", false
	}
	word, _, _ = strings.Cut(ps.Text[last.From:last.To], " ")
	return word, strings.Trim(word, "#\t\r") != ""
}
