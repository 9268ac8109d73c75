package render

import "unicode/utf8"

// escaping says which of the characters that edn escapes in a string are left
// alone.
type escaping int

const (
	quoting               escaping = iota // none: for between quotes
	controlsOnly                          // quotes and backslashes
	controlsExceptNewline                 // those, and newlines
)

// leaves reports whether the ASCII character c stays as it is.
func (e escaping) leaves(c byte) bool {
	switch c {
	case '"', '\\':
		return e != quoting
	case '\n':
		return e == controlsExceptNewline
	}
	return c >= ' ' && c < 0x7f
}

// appendEscaped appends s with its escapes, which edn and JSON share. An
// invalid byte becomes the escape of the replacement character.
func appendEscaped(b []byte, s string, e escaping) []byte {
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
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
