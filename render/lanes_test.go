package render_test

import (
	"fmt"
	"strings"
	"testing"

	"etcd2sh/render"

	"github.com/rivo/uniseg"
)

// lost is a lost update between two clients.
func lost() render.Lanes {
	return render.Lanes{Title: "a b a b", Names: []string{"a", "b"}, State: "/counter", Steps: []render.LaneStep{
		{Lane: 0, Sent: "GET", Came: "0 @7", State: "0 @7"},
		{Lane: 1, Sent: "GET", Came: "0 @7"},
		{Lane: 0, Sent: "PUT 1", Came: "@8", State: "1 @8"},
		{Lane: 1, Sent: "PUT 1", Came: "@9", State: "1 @9", Marks: []string{"lost update"}, Notes: []string{"b had read @7 and replaced @8, never seen"}},
	}}
}

func TestLanes(t *testing.T) {
	t.Parallel()
	inOrder := lost()
	inOrder.Title = "alice bob alice bob"
	inOrder.State = "store"
	for i := range inOrder.Steps {
		inOrder.Steps[i].Sent = strings.Replace(inOrder.Steps[i].Sent, "T", "T /jobs/\x1b[2J/00000000000000000004", 1)
	}
	many := lost()
	for i := range 20 {
		many.Names = append(many.Names, fmt.Sprint("client", i))
	}
	for _, test := range []struct {
		name  string
		style render.Style
		lanes render.Lanes
		want  string
	}{
		{"wide", render.Style{Width: 80, Terminal: true}, lost(), `
a b a b  a            b            /counter
  1      GET -> 0 @7  |            0 @7
  2      |            GET -> 0 @7
  3      PUT 1 -> @8  |            1 @8
  4      |            PUT 1 -> @9  1 @9      x lost update
         b had read @7 and replaced @8, never seen.
`},
		{"narrow", render.Style{Width: 40, Terminal: true}, lost(), `
a b a b
     a            b            /counter
  1  GET -> 0 @7  |            0 @7
  2  |            GET -> 0 @7
  3  PUT 1 -> @8  |            1 @8
  4  |            PUT 1 -> @9  1 @9
     x lost update: b had read @7 and
     replaced @8, never seen.
`},
		{"with long keys", render.Style{Width: 60, Terminal: true}, inOrder, `
alice bob alice bob
     a                        b                        store
  1  GET /jobs/\u00~ -> 0 @7  |                        0 @7
  2  |                        GET /jobs/\u00~ -> 0 @7
  3  PUT /jobs/\u001b~ -> @8  |                        1 @8
  4  |                        PUT /jobs/\u001b~ -> @9  1 @9
     x lost update: b had read @7 and replaced @8, never
     seen.
`},
		{"many clients", render.Style{Width: 80, Terminal: true}, many, `
a b a b                  /counter
  1      a: GET -> 0 @7  0 @7
  2      b: GET -> 0 @7
  3      a: PUT 1 -> @8  1 @8
  4      b: PUT 1 -> @9  1 @9      x lost update
         b had read @7 and replaced @8, never seen.
`},
		{"no terminal", render.Style{}, lost(), `
a b a b  a            b            /counter
  1      GET -> 0 @7  |            0 @7
  2      |            GET -> 0 @7
  3      PUT 1 -> @8  |            1 @8
  4      |            PUT 1 -> @9  1 @9      x lost update
         b had read @7 and replaced @8, never seen.
`},
		{"nothing", render.Style{}, render.Lanes{Names: []string{"a", "b"}}, `
     a  b
`},
	} {
		compare(t, test.name, result(t, test.style, test.lanes), test.want[1:])
	}
}

// TestLanesColours: signs are drawn, and what went wrong is red, where there are
// colours.
func TestLanesColours(t *testing.T) {
	t.Parallel()
	got := result(t, render.Style{Width: 80, Terminal: true, Color: true}, lost())
	for _, part := range []string{"GET → 0 @7", "│", "\x1b[31m✗ lost update\x1b["} {
		if !strings.Contains(got, part) {
			t.Errorf("got %q, want %q in it", got, part)
		}
	}
	dumb := result(t, render.Style{Width: 80, Terminal: true, Color: true, Dumb: true}, lost())
	if strings.Contains(dumb, "→") {
		t.Errorf("got %q for a terminal that knows no more", dumb)
	}
}

// TestLanesFit: no line is wider than the terminal.
func TestLanesFit(t *testing.T) {
	t.Parallel()
	l := lost()
	l.Names = []string{"a client with a long name", "物理学物理学"}
	l.Steps[1].Sent, l.Steps[2].State = strings.Repeat("long ", 30), strings.Repeat("物", 50)
	for width := 40; width <= 200; width++ {
		for line := range strings.Lines(result(t, render.Style{Width: width, Terminal: true}, l)) {
			if n := uniseg.StringWidth(strings.TrimSuffix(line, "\n")); n > width {
				t.Fatalf("%d cells in %d: %q", n, width, line)
			}
		}
	}
}

// TestPictured is drawn on a terminal alone.
func TestPictured(t *testing.T) {
	t.Parallel()
	v := render.Pictured{Value: render.Map{{Key: render.Keyword("orders"), Value: 6}}, Parts: []any{"one", render.Text("two")}}
	for want, style := range map[string]render.Style{
		"\"one\"\ntwo\n":    {Terminal: true, Width: 80},
		"{:orders 6}\n":     {},
		"{\"orders\": 6}\n": {Format: render.JSON, Terminal: true, Width: 80},
		"orders: 6\n":       {Format: render.Simple, Terminal: true, Width: 80},
	} {
		compare(t, want, result(t, style, v), want)
	}
	compare(t, "json", result(t, render.Style{Format: render.JSON}, render.Lanes{Names: []string{"a"}}), `"     a"`+"\n")
}
