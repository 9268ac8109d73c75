package repl

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// dumpForm is a form of the lines of a dump.
type dumpForm struct {
	name   string
	header func(dumpHeader) string
	record func(record) string
}

// The forms. What each of them writes, load reads.
var (
	commandsForm = dumpForm{"commands", headerComment, recordCommand}
	jsonForm     = dataForm("json", render.JSON)
	ednForm      = dataForm("edn", render.EDN)
)

func dataForm(name string, f render.Format) dumpForm {
	return dumpForm{name,
		func(h dumpHeader) string { return dataLine(f, h.data()) },
		func(r record) string { return dataLine(f, r.data()) },
	}
}

// dataLine writes data on one line.
func dataLine(f render.Format, data render.Map) string {
	var line bytes.Buffer
	// A buffer takes everything, and a Map of these types can be rendered.
	_ = render.Style{Format: f}.Result(&line, data)
	return strings.TrimSuffix(line.String(), "\n")
}

func (h dumpHeader) data() render.Map {
	m := render.Map{
		{Key: render.Keyword("dump"), Value: h.root},
		{Key: render.Keyword("source"), Value: h.source},
	}
	if h.index != nil {
		m = append(m, render.Entry{Key: render.Keyword("index"), Value: *h.index})
	}
	m = append(m, render.Entry{Key: render.Keyword("time"), Value: h.time.UTC().Format(time.RFC3339)})
	if h.byDirectory {
		m = append(m, render.Entry{Key: render.Keyword("by-directory"), Value: true})
	}
	return append(m, render.Entry{Key: render.Keyword("records"), Value: h.records})
}

func (r record) data() render.Map {
	m := render.Map{{Key: render.Keyword("key"), Value: r.key}}
	if r.dir() {
		m = append(m, render.Entry{Key: render.Keyword("dir"), Value: true})
	} else {
		m = append(m, render.Entry{Key: render.Keyword("value"), Value: *r.value})
	}
	if r.ttl != nil {
		m = append(m, render.Entry{Key: render.Keyword("ttl"), Value: *r.ttl})
	}
	if r.expiration != nil {
		m = append(m, render.Entry{Key: render.Keyword("expiration"), Value: r.expiration.UTC().Format(time.RFC3339Nano)})
	}
	if r.altered() {
		m = append(m, render.Entry{Key: render.Keyword("altered"), Value: true})
	}
	return m
}

// headerMark begins the comment that is the header of a dump of commands.
const headerMark = "# etcd2sh dump "

func headerComment(h dumpHeader) string { return headerMark + dataLine(render.EDN, h.data()) }

// recordCommand writes a command that makes what the record says.
func recordCommand(r record) string {
	var b strings.Builder
	if r.altered() {
		b.WriteString("# The next key or its value holds U+FFFD, which may stand for bytes that are not UTF-8.\n")
	}
	if r.dir() {
		b.WriteString("mkdir! " + scan.Quoted(r.key))
	} else {
		b.WriteString("reset! " + scan.Quoted(r.key) + " " + scan.Quoted(*r.value))
	}
	if r.ttl != nil {
		b.WriteString(" --ttl " + strconv.FormatUint(*r.ttl, 10))
	}
	return b.String()
}
