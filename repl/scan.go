package repl

// Word is one word of a command, as google/shlex would split it, with what
// shlex forgets: where it stood and which parts of it were quoted.
type Word struct {
	Text       string
	Start, End int    // its span in the command's text, quotes included
	Quoted     []Span // the quoted or escaped parts of Text, in order; nil if there are none
}

// Span is the bytes from From up to, not including, To.
type Span struct{ From, To int }

// plain reports whether no part of the word was quoted: only then can it be
// anything but data.
func (w Word) plain() bool { return w.Quoted == nil }

// quotedAt reports whether the byte Text[i] was quoted.
func (w Word) quotedAt(i int) bool {
	for _, q := range w.Quoted {
		if q.From <= i && i < q.To {
			return true
		}
	}
	return false
}

// quotedWithin reports whether any of Text[from:to] was quoted, or an empty
// quote stood there.
func (w Word) quotedWithin(from, to int) bool {
	for _, q := range w.Quoted {
		if q.From < to && from < q.To || q.From == q.To && from <= q.From && q.From <= to {
			return true
		}
	}
	return false
}

// scanState is where the scanner stands between two bytes.
type scanState int

const (
	inBlank scanState = iota
	inWord
	inSingle       // within '…'
	inDouble       // within "…"
	inEscape       // after a backslash outside quotes
	inDoubleEscape // after a backslash within "…"
	inComment      // from a # at the start of a word to the end of the line
)

// scanner splits a command into words; its rules are those of shlex. It takes
// the text in pieces, so that a command of many lines is read once. Bytes will
// do: everything that matters is ASCII.
type scanner struct {
	text    []byte // all that was fed
	state   scanState
	words   []Word
	word    Word // the one being read; Text is in buf
	buf     []byte
	opened  int   // where the open quote began
	groups  []int // where each open bracket began
	comment int   // where the first comment began, or -1
}

func newScanner() *scanner { return &scanner{comment: -1, words: make([]Word, 0, 4)} }

// scan splits a whole text; the scanner it returns tells how the text ended.
func scan(text string) *scanner {
	s := newScanner()
	s.feed(text)
	s.finish()
	return s
}

// feed reads on.
func (s *scanner) feed(text string) {
	at := len(s.text)
	s.text = append(s.text, text...)
	for i := at; i < len(s.text); i++ {
		s.step(s.text[i], i)
	}
}

func (s *scanner) step(b byte, at int) {
	switch s.state {
	case inBlank:
		s.start(b, at)
	case inWord:
		s.inside(b, at)
	case inSingle:
		if b == '\'' {
			s.state = inWord
		} else {
			s.quote(b)
		}
	case inDouble:
		switch b {
		case '"':
			s.state = inWord
		case '\\':
			s.state = inDoubleEscape
		default:
			s.quote(b)
		}
	case inEscape:
		s.escaped(b)
		s.state = inWord
	case inDoubleEscape:
		s.quote(b)
		s.state = inDouble
	case inComment:
		if b == '\n' {
			s.state = inBlank
		}
	}
}

// start looks at the first byte of a word, if it is one.
func (s *scanner) start(b byte, at int) {
	switch b {
	case ' ', '\t', '\r', '\n':
		return
	case '#':
		s.state = inComment
		if s.comment < 0 {
			s.comment = at
		}
		return
	}
	s.word = Word{Start: at}
	s.buf = s.buf[:0]
	s.state = inWord
	if len(s.groups) == 0 && isOpen(b) {
		s.groups = append(s.groups, at)
		s.buf = append(s.buf, b)
		return
	}
	s.inside(b, at)
}

// inside looks at a byte of a word outside quotes.
func (s *scanner) inside(b byte, at int) {
	switch b {
	case ' ', '\t', '\r', '\n':
		s.endWord(at)
		return
	case '\'', '"':
		s.opened = at
		s.state = inSingle
		if b == '"' {
			s.state = inDouble
		}
		s.word.Quoted = append(s.word.Quoted, Span{len(s.buf), len(s.buf)})
		return
	case '\\':
		s.opened = at
		s.state = inEscape
		return
	}
	if len(s.groups) > 0 {
		s.bracket(b, at)
	}
	s.buf = append(s.buf, b)
}

// bracket counts what is open, once a word began with a bracket.
func (s *scanner) bracket(b byte, at int) {
	switch {
	case isOpen(b):
		s.groups = append(s.groups, at)
	case isClose(b):
		s.groups = s.groups[:len(s.groups)-1]
	}
}

func isOpen(b byte) bool  { return b == '[' || b == '(' || b == '{' }
func isClose(b byte) bool { return b == ']' || b == ')' || b == '}' }

// quote adds a byte to the quoted part that is open.
func (s *scanner) quote(b byte) {
	s.buf = append(s.buf, b)
	s.word.Quoted[len(s.word.Quoted)-1].To = len(s.buf)
}

// escaped adds a byte after a backslash outside quotes: a quoted part of one
// byte. (The other bytes of its rune follow unquoted, and mean nothing.)
func (s *scanner) escaped(b byte) {
	if n := len(s.word.Quoted); n == 0 || s.word.Quoted[n-1].To != len(s.buf) {
		s.word.Quoted = append(s.word.Quoted, Span{len(s.buf), len(s.buf)})
	}
	s.quote(b)
}

func (s *scanner) endWord(at int) {
	s.word.Text = string(s.buf)
	s.word.End = at
	s.words = append(s.words, s.word)
	s.state = inBlank
}

// finish ends the last word, unless it is open.
func (s *scanner) finish() {
	if s.state == inWord {
		s.endWord(len(s.text))
	}
}

// unescape takes back a backslash that ended the text: at the end of a line it
// joins the next line, and vanishes.
func (s *scanner) unescape() bool {
	switch s.state {
	case inEscape:
		s.state = inWord
		if len(s.buf) == 0 && s.word.Quoted == nil && s.word.Start == len(s.text)-1 {
			s.state = inBlank
		}
	case inDoubleEscape:
		s.state = inDouble
	default:
		return false
	}
	s.text = s.text[:len(s.text)-1]
	return true
}

// open tells what is not closed yet and where it began; "" when the text could
// be a whole command.
func (s *scanner) open() (what string, at int) {
	switch s.state {
	case inSingle, inDouble:
		return "quote", s.opened
	case inEscape, inDoubleEscape:
		return "backslash", len(s.text) - 1
	}
	if len(s.groups) > 0 {
		return "bracket", s.groups[0]
	}
	return "", 0
}

// quoting reports whether the text ended within quotes.
func (s *scanner) quoting() bool { return s.state == inSingle || s.state == inDouble }
