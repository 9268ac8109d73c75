package assist

import (
	"strings"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// MaxAssisted is the longest line in bytes that is coloured and hinted at:
// what is longer was pasted, and nobody reads along.
const MaxAssisted = 16 << 10

// line is a line as far as it is typed: its text, and what the grammar makes of
// it.
type line struct {
	scan.Half
	*lang.Outline
}

func (s *Assistant) read(text string) *line {
	half := scan.ScanHalf(text)
	return &line{half, s.outline(text, half.Tokens)}
}

func (s *Assistant) outline(text string, tokens []scan.Token) *lang.Outline {
	return lang.Language{Commands: s.session.Commands()}.Outline(text, tokens)
}

// typingUnknown reports whether the word at the end means nothing, perhaps
// because it is not whole yet.
func (l *line) typingUnknown() bool {
	return len(l.Parts) > 0 && !l.Parts[len(l.Parts)-1].Known && !l.Between
}

// swallowed gives the word with which a comment begins where an argument
// could have stood.
func (l *line) swallowed() (word string, ok bool) {
	word, ok = l.glued()
	if !ok {
		return "", false
	}
	switch l.Expects {
	case lang.ExpectsArgument:
		return word, l.Draft.TakesMore()
	case lang.ExpectsSelector, lang.ExpectsHandler:
		return word, true
	}
	return "", false
}

// glued gives the first word of the comment that ends the text, if it may
// have been meant as an argument: #fff, but not # a remark.
func (l *line) glued() (word string, ok bool) {
	if len(l.Comments) == 0 {
		return "", false
	}
	last := l.Comments[len(l.Comments)-1]
	if n := len(l.Tokens); n == 0 || last.From < l.Tokens[n-1].End {
		return "", false
	}
	word, _, _ = strings.Cut(l.Text[last.From:last.To], " ")
	return word, strings.Trim(word, "#\t\r") != ""
}
