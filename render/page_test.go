package render_test

import (
	"testing"

	"etcd2sh/render"
)

// A page is set to the width of the terminal, and anywhere else to 78 cells.
func TestPage(t *testing.T) {
	t.Parallel()
	page := render.Page{
		{Text: "get K [--quorum] [--recursive] [--sorted]", Heading: true, Hanging: 4},
		{},
		{Column: 12, Rows: []render.Row{
			{"get K", "read the value of a key, or of several; a missing key is nil"},
			{"cas-index! K INDEX", "write if modifiedIndex is INDEX"},
			{"nil  /", "the root"},
			{"", "has no name"},
		}},
		{Text: "  get   物理学\n    {:a 1}", Lines: true, Hanging: 6},
	}
	piped := "get K [--quorum] [--recursive] [--sorted]\n\n" +
		"  get K         read the value of a key, or of several; a missing key is nil\n" +
		"  cas-index! K INDEX\n                write if modifiedIndex is INDEX\n  nil  /        the root\n                has no name\n  get   物理学\n    {:a 1}\n"
	for _, tt := range []struct {
		name  string
		style render.Style
		want  string
	}{
		{"pipe", render.Style{}, piped},
		{"simple", render.Style{Format: render.Simple}, piped},
		{"json", render.Style{Format: render.JSON, Terminal: true, Width: 20}, result(t, render.Style{Format: render.JSON}, piped[:len(piped)-1])},
		{"narrow", render.Style{Terminal: true, Width: 20}, "get K [--quorum]\n    [--recursive]\n    [--sorted]\n\n" +
			"  get K\n      read the value\n      of a key, or\n      of several; a\n      missing key is\n      nil\n" +
			"  cas-index! K INDEX\n      write if\n      modifiedIndex\n      is INDEX\n  nil  /\n      the root\n      has no name\n  get   物理学\n    {:a 1}\n"},
		{"middling", render.Style{Terminal: true, Width: 60}, "get K [--quorum] [--recursive] [--sorted]\n\n" +
			"  get K      read the value of a key, or of several; a\n             missing key is nil\n" +
			"  cas-index! K INDEX\n             write if modifiedIndex is INDEX\n  nil  /     the root\n             has no name\n  get   物理学\n    {:a 1}\n"},
		{"wide, simple", render.Style{Format: render.Simple, Terminal: true, Width: 160, Color: true}, "\x1b[1mget K [--quorum] [--recursive] [--sorted]\x1b[22m\n\n" +
			"  get K               read the value of a key, or of several; a missing key is nil\n" +
			"  cas-index! K INDEX  write if modifiedIndex is INDEX\n  nil  /              the root\n                      has no name\n  get   物理学\n    {:a 1}\n"},
	} {
		compare(t, tt.name, result(t, tt.style, page), tt.want)
	}
}

// TestWhole: a line to be copied is never broken.
func TestWhole(t *testing.T) {
	t.Parallel()
	line := "curl -sS 'http://127.0.0.1:2379/v2/keys/k'"
	page := render.Page{{Text: line, Whole: true}, {}, {Text: "It asks etcd."}}
	compare(t, "narrow", result(t, render.Style{Terminal: true, Width: 20}, page), line+"\n\nIt asks etcd.\n")
}
