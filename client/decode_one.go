package client

import (
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// shortAnswer is the size in bytes of the largest answer that is scanned in one piece:
// that of almost every request about one key.
const shortAnswer = 4 << 10

var shortAnswers = sync.Pool{New: func() any { return new([shortAnswer]byte) }}

// valuePiece is the size in bytes of the largest pieces that a long value is read in.
const valuePiece = 256 << 10

// readOne reads an answer about one key in one piece. Where it is none, or takes more than
// limit bytes, rest is the body from its beginning on, and the body's error comes again.
func readOne(body io.Reader, limit int64) (r *Response, rest io.Reader) {
	buffer := shortAnswers.Get().(*[shortAnswer]byte)
	defer shortAnswers.Put(buffer)
	n, err := fill(buffer[:], body)
	text := string(buffer[:n])
	if err == nil && isLongValue(text) {
		text, err = readLong(text, body, max(limit, alwaysTaken))
	}
	if err == io.EOF {
		if r := scanResponse(text); r != nil {
			return r, nil
		}
	}
	return nil, io.MultiReader(strings.NewReader(text), body)
}

// isLongValue reports whether the beginning of an answer is that of one about one key whose
// value goes on.
func isLongValue(begin string) bool {
	return strings.Contains(begin, `"value":"`) && !strings.Contains(begin, `"nodes":[`)
}

// readLong reads the rest of a body that begins so, up to limit bytes or its error, which
// is io.EOF at its end.
func readLong(begin string, body io.Reader, limit int64) (text string, err error) {
	var pieces [][]byte
	size := len(begin)
	for err == nil && int64(size) <= limit {
		piece := make([]byte, min(size, valuePiece))
		var n int
		n, err = fill(piece, body)
		pieces = append(pieces, piece[:n])
		size += n
	}
	var all strings.Builder
	all.Grow(size)
	all.WriteString(begin)
	for _, piece := range pieces {
		all.Write(piece)
	}
	return all.String(), err
}

// fill reads a body until the buffer is full, or to the body's error, which is io.EOF at
// its end.
func fill(buffer []byte, body io.Reader) (n int, err error) {
	for n < len(buffer) && err == nil {
		var more int
		more, err = body.Read(buffer[n:])
		n += more
	}
	return n, err
}

// scanResponse reads an answer about one key without children as etcd writes it: no
// blanks, no field that we do not know. Of any other text it is nil, and
// [decodeResponse]'s decoder has to say what that is. Keys and values in which nothing is
// escaped are parts of the text.
func scanResponse(text string) *Response {
	s := answerScanner{rest: strings.TrimSuffix(text, "\n")}
	r := new(Response)
	s.object(func(f field) {
		switch f {
		case fieldAction:
			r.Action = s.text()
		case fieldNode:
			r.Node = s.node()
		case fieldPrevNode:
			r.PrevNode = s.node()
		default:
			s.odd = true
		}
	})
	if s.odd || s.rest != "" || r.Action == "" || r.Node == nil {
		return nil
	}
	return r
}

// answerScanner reads what is left of a text. Once it is odd it is no more that of an
// answer as etcd writes it, and what the scanner gives has no meaning.
type answerScanner struct {
	rest string
	odd  bool
}

// object calls read with each field of an object; read reads its value.
func (s *answerScanner) object(read func(field)) {
	s.expect("{")
	var seen field
	for !s.odd {
		end := strings.IndexByte(s.rest, ':')
		f := fieldOf(s.rest[:max(end, 0)])
		if f == 0 || seen&f != 0 {
			s.odd = true
			return
		}
		seen |= f
		s.rest = s.rest[end+1:]
		read(f)
		if !strings.HasPrefix(s.rest, ",") {
			break
		}
		s.rest = s.rest[1:]
	}
	s.expect("}")
}

func (s *answerScanner) node() *Node {
	t := new(storage)
	n := &t.node
	s.object(func(f field) {
		switch f {
		case fieldKey:
			t.key, n.Key = s.text(), &t.key
		case fieldValue:
			t.value, n.Value = s.text(), &t.value
		case fieldModifiedIndex:
			t.modified, n.ModifiedIndex = s.number(), &t.modified
		case fieldCreatedIndex:
			t.created, n.CreatedIndex = s.number(), &t.created
		case fieldDir:
			s.expect("true")
			n.Dir = true
		case fieldTTL:
			n.TTL = new(int64(s.number()))
		case fieldExpiration:
			at, err := time.Parse(time.RFC3339Nano, s.text())
			s.odd = s.odd || err != nil
			n.Expiration = &at
		default:
			s.odd = true
		}
	})
	return n
}

func (s *answerScanner) expect(text string) {
	rest, ok := strings.CutPrefix(s.rest, text)
	s.rest, s.odd = rest, s.odd || !ok
}

// text reads a string.
func (s *answerScanner) text() string {
	end := closingQuote(s.rest)
	if s.odd || end < 0 {
		s.odd = true
		return ""
	}
	quoted := s.rest[:end+1]
	text := quoted[1:end]
	s.rest = s.rest[end+1:]
	if strings.IndexByte(text, '\\') >= 0 {
		plain, err := jsontext.AppendUnquote(nil, quoted)
		s.odd = s.odd || err != nil
		return string(plain)
	}
	for i := range len(text) {
		if text[i] < ' ' {
			s.odd = true
		}
	}
	s.odd = s.odd || !utf8.ValidString(text)
	return text
}

// closingQuote is where the string ends that a text begins with; -1 where there is none.
func closingQuote(text string) int {
	if !strings.HasPrefix(text, `"`) {
		return -1
	}
	for end := 1; ; end++ {
		n := strings.IndexByte(text[end:], '"')
		if n < 0 {
			return -1
		}
		before := text[1 : end+n]
		end += n
		if escapes := len(before) - len(strings.TrimRight(before, `\`)); escapes%2 == 0 {
			return end
		}
	}
}

// number reads a natural number below 10^18, of which there is but one notation.
func (s *answerScanner) number() uint64 {
	end := 0
	for end < len(s.rest) && '0' <= s.rest[end] && s.rest[end] <= '9' {
		end++
	}
	n, err := strconv.ParseUint(s.rest[:end], 10, 64)
	if err != nil || end > 18 || end > 1 && s.rest[0] == '0' {
		s.odd = true
	}
	s.rest = s.rest[end:]
	return n
}
