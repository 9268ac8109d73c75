package program

import "strings"

// typedWord is a word of a line of the system's shell, as far as it is typed.
type typedWord struct {
	raw   string // as it stands there
	text  string // what the shell makes of it
	quote byte   // the quote that is open at its end; 0 for none
}

// typedWords gives the words of one command of the system's shell, the last one as far
// as it is typed: perhaps empty. What is redirected is left out; of several commands
// the last one counts. What the shell would replace stays as it is.
func typedWords(line string) []typedWord {
	var words []typedWord
	var w typedWord
	begun, file := false, false // a word has begun; the name of a file comes next
	end := func() {
		if begun && !file {
			words = append(words, w)
		}
		file = file && !begun
		w, begun = typedWord{}, false
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case w.quote == 0 && strings.IndexByte(" \t\n", c) >= 0:
			end()
			continue
		case w.quote == 0 && strings.IndexByte("|;&()", c) >= 0:
			words, w, begun, file = nil, typedWord{}, false, false
			continue
		case w.quote == 0 && strings.IndexByte("<>", c) >= 0:
			end()
			file = true
			continue
		}
		begun = true
		w.raw += line[i : i+1]
		switch {
		case w.quote == c:
			w.quote = 0
		case w.quote == 0 && (c == '\'' || c == '"'):
			w.quote = c
		case c == '\\' && w.quote != '\'' && i+1 < len(line) && (w.quote == 0 || strings.IndexByte("\"\\$`", line[i+1]) >= 0):
			i++
			w.raw += line[i : i+1]
			w.text += line[i : i+1]
		case c == '\\' && w.quote == 0: // at the end of the line
		default:
			w.text += line[i : i+1]
		}
	}
	return append(words, w)
}

// goOn gives the word with more of its text, so written that the shell takes it as it is.
func (w typedWord) goOn(more string) string {
	raw := w.raw
	if w.quote == 0 && strings.HasSuffix(raw, `\`) && !strings.HasSuffix(raw, `\\`) {
		raw = strings.TrimSuffix(raw, `\`) // it stood before what comes now
	}
	special := " !\"#$&'()*;<>?[\\]^`{|}~"
	switch w.quote {
	case '\'':
		return raw + strings.ReplaceAll(more, `'`, `'\''`)
	case '"':
		special = "\"$`\\"
	}
	var b strings.Builder
	for i := range len(more) {
		if strings.IndexByte(special, more[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(more[i])
	}
	return raw + b.String()
}
