package dump

import (
	"bytes"
	"strings"

	"etcd2sh/render"
)

// Form is a form of the lines of a dump. A [Reader] finds out by itself which
// form it reads.
type Form struct {
	name   string
	header func(h Header, records int) string
	record func(Record) string
}

// The forms.
var (
	Commands = Form{"commands", headerComment, recordCommand} // commands of this shell
	JSON     = dataForm("json", render.JSON)                  // a JSON object on each line
	EDN      = dataForm("edn", render.EDN)                    // an EDN map on each line
)

// FormNamed gives the form of that name: commands, json or edn. ok is false
// when there is none.
func FormNamed(name string) (f Form, ok bool) {
	for _, f := range []Form{Commands, JSON, EDN} {
		if f.name == name {
			return f, true
		}
	}
	return Form{}, false
}

// Name is the name by which [FormNamed] finds the form.
func (f Form) Name() string { return f.name }

func dataForm(name string, f render.Format) Form {
	return Form{name,
		func(h Header, records int) string { return dataLine(f, h.data(records)) },
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
