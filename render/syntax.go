package render

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"etcd2sh/client"
)

// scalar prints a value that has no parts.
func (p *printer) scalar(v any) {
	switch v := v.(type) {
	case string:
		p.quoted(p.colours.text, v)
	case *string:
		p.quoted(p.colours.text, *v)
	case int:
		p.integer(int64(v))
	case int64:
		p.integer(v)
	case *int64:
		p.integer(*v)
	case uint64:
		p.index(v)
	case *uint64:
		p.index(*v)
	case bool:
		p.token(p.colours.constant, strconv.FormatBool(v))
	case Keyword:
		p.keyword(p.colours.keyword, v)
	case Number:
		p.number(string(v))
	case Text:
		p.quoted(p.colours.text, string(v))
	case Document:
		p.quoted(p.colours.text, string(v))
	case literal:
		p.literal(p.colourOf(v), v)
	case Line:
		p.quoted(p.colours.text, string(v))
	case *time.Time:
		p.quoted(p.colours.text, v.UTC().Format(time.RFC3339Nano))
	case nil, Nothing, *client.Response, *client.Node:
		p.null()
	default:
		p.err = fmt.Errorf("a %T cannot be printed", v)
	}
}

// null is nothing in particular; the answers that come here are nil pointers.
func (p *printer) null() {
	if p.json {
		p.token(p.colours.constant, "null")
	} else {
		p.token(p.colours.constant, "nil")
	}
}

func (p *printer) integer(n int64) {
	start := p.begin(p.colours.number)
	p.buf = strconv.AppendInt(p.buf, n, 10)
	p.end(p.colours.number, start)
}

func (p *printer) index(n uint64) {
	start := p.begin(p.colours.number)
	p.buf = strconv.AppendUint(p.buf, n, 10)
	if n > math.MaxInt64 {
		p.exact()
	}
	p.end(p.colours.number, start)
}

func (p *printer) number(text string) {
	if !isNumber(text) {
		p.quoted(p.colours.text, text)
		return
	}
	start := p.begin(p.colours.number)
	p.buf = append(p.buf, text...)
	if _, err := strconv.ParseInt(text, 10, 64); errors.Is(err, strconv.ErrRange) {
		p.exact()
	}
	p.end(p.colours.number, start)
}

// exact marks an integer beyond 64 bits, as edn wants it.
func (p *printer) exact() {
	if p.edn {
		p.buf = append(p.buf, 'N')
	}
}

func (p *printer) keyword(c colour, k Keyword) {
	switch {
	case p.json || !isSymbol(string(k)):
		p.quoted(c, string(k))
	default:
		start := p.begin(c)
		p.buf = append(p.buf, ':')
		p.buf = append(p.buf, k...)
		p.end(c, start)
	}
}

// key prints the key of a map, and the colon after it in JSON.
func (p *printer) key(key any) {
	c := p.colours.key
	switch key := key.(type) {
	case Keyword:
		if p.json {
			key = camel(key)
		}
		p.keyword(c, key)
	case string:
		p.quoted(c, key)
	case literal:
		p.literal(c, key)
	default:
		p.err = fmt.Errorf("a %T cannot be a key", key)
	}
	if p.json {
		p.mark(":")
	}
}

// camel puts a keyword in the case of etcd's own names: :etcd-index becomes
// etcdIndex.
func camel(k Keyword) Keyword {
	first, rest, found := strings.Cut(string(k), "-")
	if !found {
		return k
	}
	var b strings.Builder
	b.WriteString(first)
	for word := range strings.SplitSeq(rest, "-") {
		if word != "" {
			r, n := utf8.DecodeRuneInString(word)
			b.WriteRune(unicode.ToUpper(r))
			b.WriteString(word[n:])
		}
	}
	return Keyword(b.String())
}

// isSymbol reports whether a keyword of that name reads back as itself.
func isSymbol(name string) bool {
	if isWord(name) {
		return true
	}
	slash := false
	for i, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case r < utf8.RuneSelf && strings.IndexByte("-_?!*+.<>=&%$", byte(r)) >= 0:
		case r == '/' && i > 0 && i < len(name)-1 && !slash:
			slash = true
		case r > unicode.MaxASCII && unicode.In(r, unicode.L, unicode.Nd):
		default:
			return false
		}
	}
	return name != ""
}

// isWord reports whether a name is of ASCII letters alone, as those of etcd's
// own fields are.
func isWord(name string) bool {
	for i := range len(name) {
		if c := name[i] | 0x20; c < 'a' || c > 'z' { // 0x20 makes a small letter of a capital
			return false
		}
	}
	return name != ""
}

// isNumber reports whether text is a number in JSON's grammar, which is also
// a number in edn.
func isNumber(text string) bool {
	text = strings.TrimPrefix(text, "-")
	whole, rest := digits(text)
	if whole == "" || whole[0] == '0' && whole != "0" {
		return false
	}
	if fraction, ok := strings.CutPrefix(rest, "."); ok {
		if whole, rest = digits(fraction); whole == "" {
			return false
		}
	}
	if rest == "" {
		return true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	power, rest := digits(rest)
	return power != "" && rest == ""
}

// digits splits text after the digits that it begins with.
func digits(text string) (digits, rest string) {
	rest = strings.TrimLeft(text, "0123456789")
	return text[:len(text)-len(rest)], rest
}
