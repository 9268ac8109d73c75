package scan

// Token is a word of a command, or a form in brackets made of several. In a
// half-typed text the last one may not be whole.
type Token struct {
	Word
	Form *Form // nil for a word

	Variable bool // the word was $NAME
	Value    any  // and stood for this; Text has it where it is one value
}

// Is reports whether the token is the unquoted word.
func (t Token) Is(word string) bool { return t.Form == nil && t.Plain() && t.Text == word }

// IsMap reports whether the token is a form in braces.
func (t Token) IsMap() bool { return t.Form != nil && t.Form.Open == '{' }

// Tokens groups the words into tokens. They are complete whatever the text is;
// an error tells what is wrong with a form, and where it begins.
func (s *Scanner) Tokens() (ts []Token, at int, err error) {
	ts = make([]Token, 0, len(s.Words))
	for i := 0; i < len(s.Words); {
		w := s.Words[i]
		if !IsOpen(s.Text[w.Start]) {
			ts = append(ts, Token{Word: w})
			i++
			continue
		}
		t, n, wrong := s.form(s.Words[i:])
		if wrong != nil && err == nil {
			at, err = w.Start, wrong
		}
		ts = append(ts, t)
		i += n
	}
	return ts, at, err
}

// Half is a text that may be half typed, taken apart without complaint.
type Half struct {
	Text     string
	Tokens   []Token
	Comments []Span
	Open     int   // where what is not closed begins: a quote, a bracket, a backslash; -1 for nothing
	Between  bool  // the text ends between two words: the next byte begins one
	Comment  bool  // it ends within a comment
	Err      error // what is wrong with a form
}

// ScanHalf takes a text apart as far as it is typed.
func ScanHalf(text string) Half {
	s := NewScanner()
	s.Feed(text)
	h := Half{Text: text, Open: -1, Between: s.state == inBlank, Comment: s.state == inComment}
	if what, at := s.Open(); what != "" {
		h.Open = at
	}
	if s.state != inBlank && s.state != inComment {
		s.endWord(len(text))
	}
	s.Finish()
	h.Comments = s.comments
	h.Tokens, _, h.Err = s.Tokens()
	return h
}

// AtCursor splits off the token that the text ends within, an empty word if it
// ends between two.
func (h *Half) AtCursor() (before []Token, last Token) {
	if n := len(h.Tokens); n > 0 {
		last = h.Tokens[n-1]
		if !h.Between || last.Form != nil && !last.Form.Closed {
			return h.Tokens[:n-1], last
		}
	}
	return h.Tokens, Token{Word: Word{Start: len(h.Text), End: len(h.Text)}}
}
