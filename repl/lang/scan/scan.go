// Package scan splits what is typed into words, quoted parts and brackets, whole
// or half typed; start with [Scan]. What the words of a command are is for
// google/shlex to say: see [Scanner.Split]. The package knows nothing of what a
// word means, and never fails on a text.
package scan

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

// quotedAt reports whether the byte Text[i] was quoted.
func (w Word) quotedAt(i int) bool {
	for _, q := range w.Quoted {
		if q.From <= i && i < q.To {
			return true
		}
	}
	return false
}

// QuotedWithin reports whether any of Text[from:to] was quoted, or an empty
// quote stood there.
func (w Word) QuotedWithin(from, to int) bool {
	for _, q := range w.Quoted {
		if q.From < to && from < q.To || q.From == q.To && from <= q.From && q.From <= to {
			return true
		}
	}
	return false
}

// ScanState is where the scanner stands between two bytes.
type ScanState int

const (
	InBlank ScanState = iota
	InWord
	InSingle       // within '…'
	InDouble       // within "…"
	inEscape       // after a backslash outside quotes
	InDoubleEscape // after a backslash within "…"
	InComment      // from a # at the start of a word to the end of the line
)

// Scanner splits a command into words; its rules are those of shlex. It takes
// the text in pieces, so that a command of many lines is read once. Bytes will
// do: everything that matters is ASCII.
type Scanner struct {
	Text    []byte // all that was fed
	State   ScanState
	Words   []Word
	Word    Word // the one being read; Text is in buf
	Buf     []byte
	opened  int   // where the open quote began
	groups  []int // where each open bracket began
	Comment int   // where the first comment began, or -1
}

func NewScanner() *Scanner { return &Scanner{Comment: -1, Words: make([]Word, 0, 4)} }

// Scan splits a whole text; the scanner it returns tells how the text ended.
func Scan(text string) *Scanner {
	s := NewScanner()
	s.Feed(text)
	s.Finish()
	return s
}

// Feed reads on.
func (s *Scanner) Feed(text string) {
	at := len(s.Text)
	s.Text = append(s.Text, text...)
	for i := at; i < len(s.Text); i++ {
		s.Step(s.Text[i], i)
	}
}

func (s *Scanner) Step(b byte, at int) {
	switch s.State {
	case InBlank:
		s.start(b, at)
	case InWord:
		s.inside(b, at)
	case InSingle:
		if b == '\'' {
			s.State = InWord
		} else {
			s.quote(b)
		}
	case InDouble:
		switch b {
		case '"':
			s.State = InWord
		case '\\':
			s.State = InDoubleEscape
		default:
			s.quote(b)
		}
	case inEscape:
		s.escaped(b)
		s.State = InWord
	case InDoubleEscape:
		s.quote(b)
		s.State = InDouble
	case InComment:
		if b == '\n' {
			s.State = InBlank
		}
	}
}

// start looks at the first byte of a word, if it is one.
func (s *Scanner) start(b byte, at int) {
	switch b {
	case ' ', '\t', '\r', '\n':
		return
	case '#':
		s.State = InComment
		if s.Comment < 0 {
			s.Comment = at
		}
		return
	}
	s.Word = Word{Start: at}
	s.Buf = s.Buf[:0]
	s.State = InWord
	if len(s.groups) == 0 && IsOpen(b) {
		s.groups = append(s.groups, at)
		s.Buf = append(s.Buf, b)
		return
	}
	s.inside(b, at)
}

// inside looks at a byte of a word outside quotes.
func (s *Scanner) inside(b byte, at int) {
	switch b {
	case ' ', '\t', '\r', '\n':
		s.endWord(at)
		return
	case '\'', '"':
		s.opened = at
		s.State = InSingle
		if b == '"' {
			s.State = InDouble
		}
		s.Word.Quoted = append(s.Word.Quoted, Span{len(s.Buf), len(s.Buf)})
		return
	case '\\':
		s.opened = at
		s.State = inEscape
		return
	}
	if len(s.groups) > 0 {
		s.bracket(b, at)
	}
	s.Buf = append(s.Buf, b)
}

// bracket counts what is open, once a word began with a bracket.
func (s *Scanner) bracket(b byte, at int) {
	switch {
	case IsOpen(b):
		s.groups = append(s.groups, at)
	case IsClose(b):
		s.groups = s.groups[:len(s.groups)-1]
	}
}

func IsOpen(b byte) bool { return b == '[' || b == '(' || b == '{' }

func IsClose(b byte) bool { return b == ']' || b == ')' || b == '}' }

// quote adds a byte to the quoted part that is open.
func (s *Scanner) quote(b byte) {
	s.Buf = append(s.Buf, b)
	s.Word.Quoted[len(s.Word.Quoted)-1].To = len(s.Buf)
}

// escaped adds a byte after a backslash outside quotes: a quoted part of one
// byte. (The other bytes of its rune follow unquoted, and mean nothing.)
func (s *Scanner) escaped(b byte) {
	if n := len(s.Word.Quoted); n == 0 || s.Word.Quoted[n-1].To != len(s.Buf) {
		s.Word.Quoted = append(s.Word.Quoted, Span{len(s.Buf), len(s.Buf)})
	}
	s.quote(b)
}

func (s *Scanner) endWord(at int) {
	s.Word.Text = string(s.Buf)
	s.Word.End = at
	s.Words = append(s.Words, s.Word)
	s.State = InBlank
}

// Finish ends the last word, unless it is open.
func (s *Scanner) Finish() {
	if s.State == InWord {
		s.endWord(len(s.Text))
	}
}

// Unescape takes back a backslash that ended the text: at the end of a line it
// joins the next line, and vanishes.
func (s *Scanner) Unescape() bool {
	switch s.State {
	case inEscape:
		s.State = InWord
		if len(s.Buf) == 0 && s.Word.Quoted == nil && s.Word.Start == len(s.Text)-1 {
			s.State = InBlank
		}
	case InDoubleEscape:
		s.State = InDouble
	default:
		return false
	}
	s.Text = s.Text[:len(s.Text)-1]
	return true
}

// Open tells what is not closed yet and where it began; "" when the text could
// be a whole command.
func (s *Scanner) Open() (what string, at int) {
	switch s.State {
	case InSingle, InDouble:
		return "quote", s.opened
	case inEscape, InDoubleEscape:
		return "backslash", len(s.Text) - 1
	}
	if len(s.groups) > 0 {
		return "bracket", s.groups[0]
	}
	return "", 0
}

// Quoting reports whether the text ended within quotes.
func (s *Scanner) Quoting() bool { return s.State == InSingle || s.State == InDouble }
