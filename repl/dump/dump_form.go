package dump

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"
)

// DumpForm is a form of the lines of a dump.
type DumpForm struct {
	Name   string
	header func(DumpHeader) string
	record func(Record) string
}

// The forms. What each of them writes, load reads.
var (
	CommandsForm = DumpForm{"commands", headerComment, recordCommand}
	JsonForm     = dataForm("json", render.JSON)
	EdnForm      = dataForm("edn", render.EDN)
)

func dataForm(name string, f render.Format) DumpForm {
	return DumpForm{name,
		func(h DumpHeader) string { return dataLine(f, h.data()) },
		func(r Record) string { return dataLine(f, r.data()) },
	}
}

// dataLine writes data on one line.
func dataLine(f render.Format, data render.Map) string {
	var line bytes.Buffer
	// A buffer takes everything, and a Map of these types can be rendered.
	_ = render.Style{Format: f}.Result(&line, data)
	return strings.TrimSuffix(line.String(), "\n")
}

func (h DumpHeader) data() render.Map {
	m := render.Map{
		{Key: render.Keyword("dump"), Value: h.Root},
		{Key: render.Keyword("source"), Value: h.Source},
	}
	if h.Index != nil {
		m = append(m, render.Entry{Key: render.Keyword("index"), Value: *h.Index})
	}
	m = append(m, render.Entry{Key: render.Keyword("time"), Value: h.Time.UTC().Format(time.RFC3339)})
	if h.ByDirectory {
		m = append(m, render.Entry{Key: render.Keyword("by-directory"), Value: true})
	}
	return append(m, render.Entry{Key: render.Keyword("records"), Value: h.records})
}

func (r Record) data() render.Map {
	m := render.Map{{Key: render.Keyword("key"), Value: r.Key}}
	if r.dir() {
		m = append(m, render.Entry{Key: render.Keyword("dir"), Value: true})
	} else {
		m = append(m, render.Entry{Key: render.Keyword("value"), Value: *r.Value})
	}
	if r.ttl != nil {
		m = append(m, render.Entry{Key: render.Keyword("ttl"), Value: *r.ttl})
	}
	if r.expiration != nil {
		m = append(m, render.Entry{Key: render.Keyword("expiration"), Value: r.expiration.UTC().Format(time.RFC3339Nano)})
	}
	if r.Altered() {
		m = append(m, render.Entry{Key: render.Keyword("altered"), Value: true})
	}
	return m
}

// headerMark begins the comment that is the header of a dump of commands.
const headerMark = "# etcd2sh dump "

func headerComment(h DumpHeader) string { return headerMark + dataLine(render.EDN, h.data()) }

// recordCommand writes a command that makes what the record says.
func recordCommand(r Record) string {
	var b strings.Builder
	if r.Altered() {
		b.WriteString("# The next key or its value holds U+FFFD, which may stand for bytes that are not UTF-8.\n")
	}
	if r.dir() {
		b.WriteString("mkdir! " + scan.Quoted(r.Key))
	} else {
		b.WriteString("reset! " + scan.Quoted(r.Key) + " " + scan.Quoted(*r.Value))
	}
	if r.ttl != nil {
		b.WriteString(" --ttl " + strconv.FormatUint(*r.ttl, 10))
	}
	return b.String()
}
