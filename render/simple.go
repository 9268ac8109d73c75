package render

import (
	"strings"

	"etcd2sh/client"
)

// simple prints what a shell script wants: lines without quotes.
func (p *printer) simple(v any) {
	switch v := v.(type) {
	case nil:
	case *client.Response:
		if v != nil && v.Node != nil {
			p.simpleNode(v.Node)
		}
	case *client.Listing:
		p.simpleNode(v.Node())
	case *client.Node, *client.Item:
		p.simpleNode(v)
	case Directory:
		p.names("", v)
	case Map, Entries:
		if isDirectory(v) {
			p.names("", v)
		} else {
			p.fields(v)
		}
	case client.Meta:
		p.fields(v)
	case List, []any, Elements, []string, []*client.Node, children:
		each(v, func(_, element any) bool {
			p.line(element)
			return !p.stopped()
		})
	default:
		p.line(v)
	}
}

// prose prints the lines of a text, the last one ended like the others.
func (p *printer) prose(text string) {
	if text == "" {
		return
	}
	e := nothing
	if p.escapes {
		e = controlsExceptNewline
	}
	p.escaped(strings.TrimSuffix(text, "\n"), e)
	p.buf = append(p.buf, '\n')
}

// raw prints a text as it is and ends its line.
func (p *printer) raw(text string, escaped bool) {
	if escaped {
		p.buf = appendEscaped(p.buf, text, controlsExceptNewline)
	} else {
		p.buf = append(p.buf, text...)
	}
	p.buf = append(p.buf, '\n')
}

// simpleNode prints a node's value, or the paths below a directory. A node
// that was deleted has neither.
func (p *printer) simpleNode(v any) {
	n, nodes := nodeOf(v)
	switch {
	case n == nil:
	case n.Value != nil:
		p.line(n.Value)
	case n.Key != nil:
		p.paths(strings.TrimSuffix(*n.Key, "/")+"/", nodes)
	default:
		p.paths("/", nodes)
	}
}

// paths prints the paths of nodes relative to dir, depth first.
func (p *printer) paths(dir string, nodes any) {
	each(nodes, func(_, v any) bool {
		if n, below := nodeOf(v); n != nil && n.Key != nil {
			p.name(strings.TrimPrefix(*n.Key, dir), n.Dir)
			p.paths(dir, below)
		}
		return !p.stopped()
	})
}

// isDirectory reports whether m maps names to values, nil, such maps, or lists of
// these where names are alike.
func isDirectory(m any) bool {
	all := true
	each(m, func(key, value any) bool {
		_, all = key.(string)
		for _, v := range alike(value) {
			_, isText := v.(string)
			all = all && (v == nil || isText || kindOf(v) == mapping && isDirectory(v))
		}
		return all
	})
	return all
}

// alike gives what a directory has under a name.
func alike(v any) List {
	if all, ok := v.(List); ok {
		return all
	}
	return List{v}
}

// names prints the names in a directory after the path that leads to it.
func (p *printer) names(path string, dir any) {
	each(dir, func(key, value any) bool {
		for _, v := range alike(value) {
			name := path + key.(string)
			v = plain(v)
			_, isFile := v.(string)
			p.name(name, !isFile)
			if kindOf(v) == mapping {
				p.names(name+"/", v)
			}
		}
		return !p.stopped()
	})
}

func (p *printer) name(name string, dir bool) {
	p.plain(name)
	if dir {
		p.mark("/")
	}
	p.newline(0)
	p.flush()
}

// fields prints a line for each entry of a map.
func (p *printer) fields(m any) {
	each(m, func(key, value any) bool {
		switch key := key.(type) {
		case Keyword:
			p.plain(string(key))
		case string:
			p.plain(key)
		default:
			p.key(key)
		}
		p.mark(": ")
		p.line(value)
		return !p.stopped()
	})
}

// line prints a value on a line of its own: a text without quotes, an answer
// as its node's value, and whatever has parts as edn.
func (p *printer) line(v any) {
	switch v := v.(type) {
	case string:
		p.plain(v)
	case *string:
		p.plain(*v)
	case Text:
		p.plain(string(v))
	case Document:
		p.plain(string(v))
	case Line:
		p.plain(string(v))
	case Keyword:
		p.plain(":" + string(v))
	case Number:
		p.plain(string(v))
	case Change:
		p.change(v)
	case *client.Response:
		if v != nil && v.Node != nil && v.Node.Value != nil {
			p.plain(*v.Node.Value)
		} else {
			p.value(v, 0)
		}
	case *client.Listing:
		if n := v.Node(); n.Value != nil {
			p.plain(*n.Value)
		} else {
			p.value(v, 0)
		}
	case *client.Node, *client.Item:
		if n, _ := nodeOf(v); n != nil && n.Value != nil {
			p.plain(*n.Value)
		} else {
			p.value(v, 0)
		}
	default:
		p.value(v, 0)
	}
	p.newline(0)
	p.flush()
}

// change prints where two trees differ, on one line whatever is there.
func (p *printer) change(c Change) {
	mark := "~ "
	switch {
	case c.First == nil:
		mark = "+ "
	case c.Second == nil:
		mark = "- "
	}
	p.mark(mark)
	p.buf = appendEscaped(p.buf, c.Key, controlsOnly)
	for _, v := range []any{c.First, c.Second} {
		if v == nil {
			continue
		}
		p.mark(" ")
		if text, ok := v.(string); ok {
			p.quoted(p.colours.text, text)
		} else {
			p.mark("dir")
		}
	}
}

// plain prints a text without quotes: byte for byte into a pipe, its control
// characters escaped on a terminal.
func (p *printer) plain(text string) {
	e := nothing
	if p.escapes {
		e = controlsOnly
	}
	p.escaped(text, e)
}
