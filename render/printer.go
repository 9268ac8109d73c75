package render

import (
	"bytes"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// printer collects the text of one result and writes it in large pieces.
type printer struct {
	w       io.Writer
	buf     []byte
	err     error // the first one; what follows is dropped
	json    bool
	edn     bool
	escapes bool // text without quotes is escaped
	width   int  // cells to lay out to; 0: everything on one line
	col     int  // the cell that comes next, counted when there is a width
	wraps   bool // the text is broken at blanks, but not between a key and a scalar
	trying  bool // writing to see whether it fits, up to limit
	limit   int
	colours palette
}

// printers keeps those that are done for their buffers.
var printers = sync.Pool{New: func() any { return &printer{buf: make([]byte, 0, 512)} }}

func (s Style) printer(w io.Writer) *printer {
	p := printers.Get().(*printer)
	*p = printer{
		w:       w,
		buf:     p.buf[:0],
		json:    s.Format == JSON,
		edn:     s.Format == EDN,
		escapes: s.Terminal || s.Format != Simple,
	}
	if s.Color {
		p.colours = colours()
	}
	if s.Format == Simple {
		p.colours = palette{refusal: p.colours.refusal, heading: p.colours.heading}
	} else {
		p.width = max(s.Width, 0)
	}
	return p
}

// flushSize is small beside a listing and large beside the cost of a write.
const flushSize = 32 << 10

// flush writes a full buffer, unless its end may yet be taken back.
func (p *printer) flush() {
	if len(p.buf) >= flushSize && !p.trying {
		p.write()
	}
}

func (p *printer) write() {
	if p.err != nil || len(p.buf) == 0 {
		return
	}
	_, p.err = p.w.Write(p.buf)
	p.buf = p.buf[:0]
}

// done writes the rest. The printer must not be used after it.
func (p *printer) done() error {
	p.write()
	err := p.err
	if cap(p.buf) <= 2*flushSize {
		p.w = nil
		printers.Put(p)
	}
	return err
}

// stopped reports whether writing on would be in vain.
func (p *printer) stopped() bool {
	return p.err != nil || p.trying && p.col > p.limit
}

// mark appends punctuation, which is ASCII.
func (p *printer) mark(text string) {
	p.buf = append(p.buf, text...)
	p.col += len(text)
}

// newline goes to a column of the next line.
func (p *printer) newline(col int) {
	p.buf = append(p.buf, '\n')
	for range col {
		p.buf = append(p.buf, ' ')
	}
	p.col = col
}

// token appends text that needs no escape.
func (p *printer) token(c colour, text string) {
	start := p.begin(c)
	p.buf = append(p.buf, text...)
	p.end(c, start)
}

// quoted appends s as a string between quotes, with its escapes.
func (p *printer) quoted(c colour, s string) {
	if p.trying && p.tooLong(len(s)) {
		p.col = p.limit + 1
		return
	}
	start := p.begin(c)
	p.buf = append(p.buf, '"')
	p.escaped(s, quoting)
	p.buf = append(p.buf, '"')
	p.end(c, start)
}

// escaped appends s with its escapes, and writes what is long piece by piece where
// nothing is laid out.
func (p *printer) escaped(s string, e escaping) {
	for p.width == 0 && !p.wraps && len(s) > flushSize {
		end := flushSize
		for n := 1; n < utf8.UTFMax && !utf8.RuneStart(s[end]); n++ {
			end--
		}
		p.buf = appendEscaped(p.buf, s[:end], e)
		p.flush()
		s = s[end:]
	}
	p.buf = appendEscaped(p.buf, s, e)
}

// begin starts a token and returns where its own text starts in the buffer.
func (p *printer) begin(c colour) int {
	p.buf = append(p.buf, c.before...)
	return len(p.buf)
}

// end finishes the token that started there, and counts its cells.
func (p *printer) end(c colour, start int) {
	if p.width > 0 {
		p.col += p.cells(p.buf[start:])
	}
	p.buf = append(p.buf, c.after...)
}

// cells is the width of a token on the terminal.
func (p *printer) cells(token []byte) int {
	ascii := bytes.IndexFunc(token, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	if ascii || p.tooLong(len(token)) {
		return len(token)
	}
	return uniseg.StringWidth(string(token))
}

// tooLong reports whether a text of so many bytes is taken to be wider than
// the terminal without being measured: no script needs that many for a cell.
func (p *printer) tooLong(n int) bool { return n > 16*p.width }
