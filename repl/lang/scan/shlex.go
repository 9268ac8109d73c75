package scan

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/google/shlex"
)

// errSplit cannot happen as long as the scanner follows shlex.
var errSplit = errors.New("the words of this command are not what shlex makes of it; nothing was sent")

// Check holds the words of a whole text against shlex. What they are is for
// shlex to say; the scanner adds where they stood and what was quoted, and must
// agree. Where nothing is quoted and nothing is a comment, the words are what
// blanks leave, and shlex is not asked.
//
// shlex takes a text rune by rune, so it is given a blank for what is long and
// stands within quotes. If it took that for anything but text within the same
// quotes, the blank would end a word, or the quote that follows would be text.
func (s *Scanner) Check() error {
	if !bytes.ContainsAny(s.Text, "'\"\\#") {
		return nil
	}
	text, words := string(s.Text), s.Words
	if len(s.runs) > 0 {
		text = s.cut()
		words = Scan(text).Words
	}
	if len(words) != len(s.Words) || !shlexSays(text, words) {
		return errSplit
	}
	return nil
}

// cut is the text with a blank for each of the runs.
func (s *Scanner) cut() string {
	var text []byte
	at := 0
	for _, r := range s.runs {
		text = append(append(text, s.Text[at:r.From]...), ' ')
		at = r.To
	}
	return string(append(text, s.Text[at:]...))
}

// lexer is shlex and the text that it reads. At the end of one text it is ready
// for the next; making one takes longer than the words of a command.
type lexer struct {
	*shlex.Lexer
	text *strings.Reader
}

var lexers = sync.Pool{New: func() any {
	text := new(strings.Reader)
	return &lexer{shlex.NewLexer(text), text}
}}

// shlexSays reports whether shlex splits a text into these words.
func shlexSays(text string, words []Word) bool {
	l := lexers.Get().(*lexer)
	l.text.Reset(text)
	for _, w := range words {
		if got, err := l.Next(); err != nil || got != w.Text {
			return false
		}
	}
	if _, err := l.Next(); err != io.EOF {
		return false
	}
	l.text.Reset("") // a text may be large
	lexers.Put(l)
	return true
}
