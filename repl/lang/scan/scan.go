// Package scan splits what is typed into words, quoted parts and brackets, whole
// or half typed; start with [Scan] and [ScanHalf]. What the words of a command
// are is for google/shlex to say: see [Scanner.Check]. The package knows nothing
// of what a word means, and never fails on a text.
package scan

import "bytes"

// state is where the scanner stands between two bytes.
type state int

const (
	inBlank state = iota
	inWord
	inSingle       // within '…'
	inDouble       // within "…"
	inEscape       // after a backslash outside quotes
	inDoubleEscape // after a backslash within "…"
	inComment      // from a # at the start of a word to the end of the line
)

// Scanner splits a command into words; its rules are those of shlex. It takes
// the text in pieces, so that a command of many lines is read once: [Scanner.Feed]
// each, then [Scanner.Finish]. Bytes will do: everything that matters is ASCII.
type Scanner struct {
	Text  []byte // all that was fed
	Words []Word // those that are whole so far

	state    state
	word     Word // the one being read; its text is in buf
	buf      []byte
	opened   int    // where the open quote began
	run      int    // where what stands within it began, or goes on behind a backslash
	runs     []Span // what stood there, where it was long: see Check
	groups   []int  // where each open bracket began
	comments []Span // the last one may not have ended
}

// NewScanner makes a scanner that was fed nothing.
func NewScanner() *Scanner { return &Scanner{Words: make([]Word, 0, 4)} }

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
		i += s.skip(s.Text[i:])
		if i < len(s.Text) {
			s.step(s.Text[i], i)
		}
	}
}

// skip takes what is text within quotes at once, and gives its length.
func (s *Scanner) skip(text []byte) int {
	n := 0
	switch s.state {
	case inSingle:
		n = bytes.IndexByte(text, '\'')
	case inDouble:
		n = bytes.IndexAny(text, `"\`)
	}
	if n < 0 {
		n = len(text)
	}
	if n > 0 {
		s.quote(text[:n]...)
	}
	return n
}

func (s *Scanner) step(b byte, at int) {
	switch s.state {
	case inBlank:
		s.start(b, at)
	case inWord:
		s.inside(b, at)
	case inSingle:
		if b == '\'' {
			s.endRun(at)
			s.state = inWord
		} else {
			s.quote(b)
		}
	case inDouble:
		switch b {
		case '"':
			s.endRun(at)
			s.state = inWord
		case '\\':
			s.endRun(at)
			s.state = inDoubleEscape
		default:
			s.quote(b)
		}
	case inEscape:
		s.escaped(b)
		s.state = inWord
	case inDoubleEscape:
		s.quote(b)
		s.run = at + 1
		s.state = inDouble
	case inComment:
		if b == '\n' {
			s.comments[len(s.comments)-1].To = at
			s.state = inBlank
		}
	}
}

// start looks at the first byte of a word, if it is one.
func (s *Scanner) start(b byte, at int) {
	switch b {
	case ' ', '\t', '\r', '\n':
		return
	case '#':
		s.state = inComment
		s.comments = append(s.comments, Span{at, at})
		return
	}
	s.word = Word{Start: at}
	s.buf = s.buf[:0]
	s.state = inWord
	if len(s.groups) == 0 && IsOpen(b) {
		s.groups = append(s.groups, at)
		s.buf = append(s.buf, b)
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
		s.opened, s.run = at, at+1
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
func (s *Scanner) bracket(b byte, at int) {
	switch {
	case IsOpen(b):
		s.groups = append(s.groups, at)
	case IsClose(b):
		s.groups = s.groups[:len(s.groups)-1]
	}
}

// IsOpen reports whether a byte is an opening bracket: [ ( or {.
func IsOpen(b byte) bool { return b == '[' || b == '(' || b == '{' }

// IsClose reports whether a byte is a closing bracket: ] ) or }.
func IsClose(b byte) bool { return b == ']' || b == ')' || b == '}' }

// longRun is the length from which on it is worth to cut out what stands within
// quotes.
const longRun = 64

// endRun ends what stands within quotes, if it is long.
func (s *Scanner) endRun(at int) {
	if at-s.run >= longRun {
		s.runs = append(s.runs, Span{s.run, at})
	}
}

// quote adds bytes to the quoted part that is open.
func (s *Scanner) quote(text ...byte) {
	s.buf = append(s.buf, text...)
	s.word.Quoted[len(s.word.Quoted)-1].To = len(s.buf)
}

// escaped adds a byte after a backslash outside quotes: a quoted part of one
// byte. (The other bytes of its rune follow unquoted, and mean nothing.)
func (s *Scanner) escaped(b byte) {
	if n := len(s.word.Quoted); n == 0 || s.word.Quoted[n-1].To != len(s.buf) {
		s.word.Quoted = append(s.word.Quoted, Span{len(s.buf), len(s.buf)})
	}
	s.quote(b)
}

func (s *Scanner) endWord(at int) {
	s.word.Text = string(s.buf)
	s.word.End = at
	s.Words = append(s.Words, s.word)
	s.state = inBlank
}

// Finish ends the last word, unless it is open, or the comment.
func (s *Scanner) Finish() {
	switch s.state {
	case inWord:
		s.endWord(len(s.Text))
	case inComment:
		s.comments[len(s.comments)-1].To = len(s.Text)
	}
}

// Comment gives the line from the first # that began a comment; ok is false
// when none did.
func (s *Scanner) Comment() (line string, ok bool) {
	if len(s.comments) == 0 {
		return "", false
	}
	c := s.comments[0]
	return string(s.Text[c.From:c.To]), true
}

// Unescape takes back a backslash that ended the text: at the end of a line it
// joins the next line, and vanishes.
func (s *Scanner) Unescape() bool {
	switch s.state {
	case inEscape:
		s.state = inWord
		if len(s.buf) == 0 && s.word.Quoted == nil && s.word.Start == len(s.Text)-1 {
			s.state = inBlank
		}
	case inDoubleEscape:
		s.state, s.run = inDouble, len(s.Text)-1
	default:
		return false
	}
	s.Text = s.Text[:len(s.Text)-1]
	return true
}

// Open tells what is not closed yet and where it began; "" when the text could
// be a whole command.
func (s *Scanner) Open() (what string, at int) {
	switch s.state {
	case inSingle, inDouble:
		return "quote", s.opened
	case inEscape, inDoubleEscape:
		return "backslash", len(s.Text) - 1
	}
	if len(s.groups) > 0 {
		return "bracket", s.groups[0]
	}
	return "", 0
}

// Quoting reports whether the text ended within quotes.
func (s *Scanner) Quoting() bool { return s.state == inSingle || s.state == inDouble }
