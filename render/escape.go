package render

import (
	"encoding/binary"
	"unicode/utf8"
)

// escaping says which of the characters that edn escapes in a string are left
// alone.
type escaping int

const (
	quoting               escaping = iota // none: for between quotes
	controlsOnly                          // quotes and backslashes
	controlsExceptNewline                 // those, and newlines
	exceptQuotes                          // quotes
	nothing                               // everything: the text is as it is
)

// leaves reports whether the ASCII character c stays as it is.
func (e escaping) leaves(c byte) bool {
	switch c {
	case '"':
		return e != quoting
	case '\\':
		return e != quoting && e != exceptQuotes
	case '\n':
		return e == controlsExceptNewline
	}
	return c >= ' ' && c < 0x7f
}

// appendEscaped appends s with its escapes, which edn and JSON share. An
// invalid byte becomes the escape of the replacement character.
func appendEscaped(b []byte, s string, e escaping) []byte {
	if e == nothing {
		return append(b, s...)
	}
	done := 0
	for i := skipPlain(s, 0); i < len(s); i = skipPlain(s, i) {
		c := s[i]
		r, n := utf8.DecodeRuneInString(s[i:])
		if c < utf8.RuneSelf && e.leaves(c) || c >= utf8.RuneSelf && n > 1 && !hidden(r) {
			i += n
			continue
		}
		b = append(b, s[done:i]...)
		b = appendEscape(b, r)
		i += n
		done = i
	}
	return append(b, s[done:]...)
}

// skipPlain gives the first place from i on of a byte that is not plain, that
// is not printable ASCII, or a quote or a backslash. It looks at eight bytes at
// a time, since nearly all of a listing is plain: the eighth bit of each byte
// of a word tells whether that byte was found.
func skipPlain(s string, i int) int {
	const (
		ones = 0x0101010101010101
		tops = 0x80 * ones
	)
	for ; i+8 <= len(s); i += 8 {
		w := binary.LittleEndian.Uint64([]byte(s[i : i+8]))
		quote, slash := w^'"'*ones, w^'\\'*ones
		found := w | (w + ones) // 0x7f and above
		found |= (w - ' '*ones) | (quote - ones) | (slash - ones)
		if found&tops != 0 {
			break
		}
	}
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

// hidden reports whether a character beyond ASCII acts on the text around it
// instead of showing: the C1 controls, the marks that turn the direction of
// writing, the line separators and the byte order mark.
func hidden(r rune) bool {
	switch {
	case r <= 0x9f:
		return true
	case r < 0x61c:
		return false
	}
	return r == 0x61c ||
		r == 0x200e || r == 0x200f ||
		r >= 0x2028 && r <= 0x202e ||
		r >= 0x2066 && r <= 0x2069 ||
		r == 0xfeff
}

func appendEscape(b []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(b, '\\', byte(r))
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
