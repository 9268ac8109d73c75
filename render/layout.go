package render

// brackets are what a map or a sequence stands in.
func (p *printer) brackets(k kind) (open, close string) {
	switch {
	case k == mapping:
		return "{", "}"
	case k == list && !p.json:
		return "(", ")"
	}
	return "[", "]"
}

// value prints v where the printer stands. What fits the width stays on one
// line; tail is how many cells of closing brackets and comma will follow it.
// Beyond the width there is nothing to gain from more lines, and very deep data
// would become mostly indentation.
func (p *printer) value(v any, tail int) {
	k := kindOf(v)
	switch {
	case p.stopped():
	case k == scalar:
		p.scalar(v)
	case p.width == 0 || p.trying || p.col >= p.width:
		p.flat(v, k)
	case !p.fits(v, k, tail):
		p.spread(v, k, tail)
	}
}

// flat prints a map or a sequence on one line.
func (p *printer) flat(v any, k kind) {
	open, close := p.brackets(k)
	p.mark(open)
	first := true
	each(v, func(key, value any) bool {
		if !first {
			p.separator(k)
		}
		first = false
		if k == mapping {
			p.key(key)
			switch {
			case p.wraps && kindOf(value) == scalar:
				p.mark(glue)
			case !p.json || p.width > 0:
				p.mark(" ")
			}
		}
		p.value(value, 0)
		p.flush()
		return !p.stopped()
	})
	p.mark(close)
}

// separator comes between two entries on one line. JSON for a program has no
// blanks, JSON for a person has.
func (p *printer) separator(k kind) {
	switch {
	case p.json && p.width == 0:
		p.mark(",")
	case p.json || k == mapping:
		p.mark(", ")
	default:
		p.mark(" ")
	}
}

// fits prints v on one line if there is room for it and its tail, and reports
// whether there was. It stops at the width, so trying at each level of a deep
// value costs no more than the width each time.
func (p *printer) fits(v any, k kind, tail int) bool {
	length, col := len(p.buf), p.col
	p.trying, p.limit = true, p.width-tail
	p.flat(v, k)
	p.trying = false
	if p.col <= p.limit {
		return true
	}
	p.buf, p.col = p.buf[:length], col
	return false
}

// spread prints a map or a sequence over lines, aligned under its first entry:
// an entry on each, but as many scalars of a sequence as fit.
func (p *printer) spread(v any, k kind, tail int) {
	open, close := p.brackets(k)
	p.mark(open)
	indent, rest, first, filling := p.col, size(v), true, false
	each(v, func(key, value any) bool {
		rest--
		after := 1
		if rest == 0 {
			after = tail + 1
		}
		scalars := k != mapping && kindOf(value) == scalar
		if !first && scalars && filling && p.beside(value, k, after) {
			p.flush()
			return !p.stopped()
		}
		if !first {
			if p.json || k == mapping {
				p.mark(",")
			}
			p.newline(indent)
		}
		first, filling = false, scalars
		if k == mapping {
			p.entry(key, value, indent, after)
		} else {
			p.value(value, after)
		}
		p.flush()
		return !p.stopped()
	})
	p.mark(close)
}

// beside prints a scalar on the line of the one before it, if there is room.
func (p *printer) beside(v any, k kind, tail int) bool {
	length, col := len(p.buf), p.col
	p.separator(k)
	p.trying, p.limit = true, p.width-tail
	p.scalar(v)
	p.trying = false
	if p.col <= p.limit {
		return true
	}
	p.buf, p.col = p.buf[:length], col
	return false
}

// entry prints a key and its value: beside it if the value fits there or
// cannot be spread, else below it, where there is more room, as Clojure does.
func (p *printer) entry(key, value any, indent, tail int) {
	p.key(key)
	length := len(p.buf)
	p.mark(" ")
	k := kindOf(value)
	switch {
	case k == scalar:
		p.scalar(value)
	case !p.fits(value, k, tail):
		p.buf = p.buf[:length]
		p.newline(indent)
		p.value(value, tail)
	}
}
