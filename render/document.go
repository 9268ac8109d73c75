package render

import (
	"encoding/json"
	"strings"
)

// Document is a text that may be a JSON object or array. It prints as a string; in
// edn on a terminal such a one is laid out as JSON between dim quotes: its members
// in their own order, and every name and number as it is written there.
type Document string

// literal is a piece of a document as it is written there.
type literal string

// mostDocument is how long a document may be to be laid out: nobody reads more, and
// it is one line in a pager.
const mostDocument = 256 << 10

// laidOut is a document in its parts; ok is false for what is no object or array.
func (d Document) laidOut() (v any, ok bool) {
	text := strings.TrimSpace(string(d))
	if text == "" || len(text) > mostDocument || text[0] != '{' && text[0] != '[' || !json.Valid([]byte(text)) {
		return nil, false
	}
	r := documentReader{text}
	return r.value(), true
}

// document prints a document between dim quotes.
func (p *printer) document(v any) {
	p.token(p.colours.hint, `"`)
	p.json = true
	p.value(v, 1)
	p.token(p.colours.hint, `"`)
	p.newline(0)
}

// literal prints a piece of a document. In JSON no control character but DEL can
// stand there; what is escaped beyond that means the same.
func (p *printer) literal(c colour, text literal) {
	if p.trying && p.tooLong(len(text)) {
		p.col = p.limit + 1
		return
	}
	start := p.begin(c)
	p.buf = appendEscaped(p.buf, string(text), controlsOnly)
	p.end(c, start)
}

// colourOf is the colour of a scalar of a document.
func (p *printer) colourOf(text literal) colour {
	switch c := text[0]; {
	case c == '"':
		return p.colours.text
	case c == '-' || c >= '0' && c <= '9':
		return p.colours.number
	}
	return p.colours.constant
}

// documentReader takes valid JSON apart without changing any of it.
type documentReader struct{ rest string }

func (r *documentReader) value() any {
	r.blanks()
	switch r.rest[0] {
	case '{':
		m := Map{}
		r.parts('}', func() {
			key := r.scalar()
			r.blanks()
			r.rest = r.rest[1:] // the colon
			m = append(m, Entry{key, r.value()})
		})
		return m
	case '[':
		all := []any{}
		r.parts(']', func() { all = append(all, r.value()) })
		return all
	}
	return r.scalar()
}

// parts reads what stands in brackets, between commas.
func (r *documentReader) parts(closing byte, read func()) {
	for {
		r.rest = r.rest[1:] // the bracket, or a comma
		if r.blanks(); r.rest[0] != closing {
			read()
		}
		if r.blanks(); r.rest[0] == closing {
			r.rest = r.rest[1:]
			return
		}
	}
}

func (r *documentReader) scalar() literal {
	end := 1
	if r.rest[0] != '"' {
		end = strings.IndexAny(r.rest, ",]} \t\r\n")
	} else {
		for ; r.rest[end] != '"'; end++ {
			if r.rest[end] == '\\' {
				end++
			}
		}
		end++
	}
	text := literal(r.rest[:end])
	r.rest = r.rest[end:]
	return text
}

func (r *documentReader) blanks() { r.rest = strings.TrimLeft(r.rest, " \t\r\n") }
