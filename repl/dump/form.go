package dump

import (
	"bytes"

	"etcd2sh/render"
)

// Form is a form of the lines of a dump. A [Reader] finds out by itself which
// form it reads.
type Form struct {
	name   string
	header func(line *bytes.Buffer, h Header, records int)
	record func(line *bytes.Buffer, r Record)
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
		func(line *bytes.Buffer, h Header, records int) { dataLine(line, f, h.data(records)) },
		func(line *bytes.Buffer, r Record) { dataLine(line, f, r.data()) },
	}
}

// dataLine writes data on one line.
func dataLine(line *bytes.Buffer, f render.Format, data render.Map) {
	// A buffer takes everything, and a Map of these types can be rendered.
	_ = render.Style{Format: f}.Result(line, data)
}
