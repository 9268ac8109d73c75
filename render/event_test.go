package render_test

import (
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/render"

	"github.com/rivo/uniseg"
)

func change(action string, node, before *client.Node) render.Event {
	r := &client.Response{Action: action, Node: node, PrevNode: before}
	return render.Event{Data: r, Key: "/services", Response: r}
}

func service(value string) *client.Node {
	return &client.Node{Key: of("/services/x"), Value: of(value), ModifiedIndex: of(uint64(2014))}
}

// An event is a line on a terminal, four fields in simple, and data elsewhere.
func TestEvents(t *testing.T) {
	t.Parallel()
	expiring, gone, dir := service("v2"), service(""), &client.Node{Key: of("/services"), Dir: true, ModifiedIndex: of(uint64(7))}
	expiring.TTL, gone.Value = of(int64(9)), nil
	evil := service("a\tb\n\\\"\x1b[2J")
	gap := &client.HistoryLost{Asked: 4, Oldest: 500, Index: 1520}
	state := *dir
	state.Nodes = []*client.Node{service("v")}
	present := &client.Response{Action: "get", Node: &state}
	tests := []struct {
		name         string
		event        render.Event
		line, simple string
	}{
		{"set", change("set", expiring, service("v1")), `2014  set     /services/x  "v1" → "v2"  ttl 9`, "2014\tset\t/services/x\tv2\n"},
		{"create", change("create", service("v1"), nil), `2014  create  /services/x  "v1"`, "2014\tcreate\t/services/x\tv1\n"},
		{"update", change("update", service("v1"), service("v0")), `2014  update  /services/x  "v0" → "v1"`, "2014\tupdate\t/services/x\tv1\n"},
		{"compareAndSwap", change("compareAndSwap", service("b"), service("a")), `2014  cas     /services/x  "a" → "b"`, "2014\tcompareAndSwap\t/services/x\tb\n"},
		{"delete", change("delete", gone, service("v1")), `2014  delete  /services/x  was "v1"`, "2014\tdelete\t/services/x\t\n"},
		{"compareAndDelete", change("compareAndDelete", gone, service("v1")), `2014  cad     /services/x  was "v1"`, "2014\tcompareAndDelete\t/services/x\t\n"},
		{"expire", change("expire", gone, service("v1")), `2014  expire  /services/x  was "v1"`, "2014\texpire\t/services/x\t\n"},
		{"directory", change("set", dir, nil), `7  set     /services/`, "7\tset\t/services/\t\n"},
		{"control characters", change("set", evil, nil), `2014  set     /services/x  "a\tb\n\\\"\u001b[2J"`, "2014\tset\t/services/x\t" + `a\tb\n\\"\u001b[2J` + "\n"},
		{"gap", render.Event{Data: render.Map{}, Key: "/services", Gap: gap}, `1520  lost    /services  from 4 on`, "1520\thistory-lost\t/services\t\n"},
		{"store that went back", render.Event{Data: render.Map{}, Key: "/services", Gap: &client.HistoryLost{Asked: 41, Index: 5, Seen: 40}},
			`5  lost    /services  the store went back from 40`, "5\thistory-lost\t/services\t\n"},
		{"state after a gap", render.Event{Data: present, Key: "/services", Response: present, Gap: gap, State: true},
			`1520  get     /services/  with 1`, "1520\tget\t/services/\t\n1520\tget\t/services/x\tv\n"},
		{"missing after a gap", render.Event{Key: "/services", Gap: gap, State: true}, `1520  none    /services`, "1520\tmissing\t/services\t\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			compare(t, "the line", result(t, render.Style{Terminal: true, Width: 80}, tt.event), tt.line+"\n")
			compare(t, "the fields", result(t, render.Style{Format: render.Simple}, tt.event), tt.simple)
			for _, style := range []render.Style{{}, {Format: render.JSON, Terminal: true, Width: 80}, {Terminal: true, Width: 80, EventMaps: true}} {
				compare(t, "the data", result(t, style, tt.event), result(t, style, tt.event.Data))
			}
			for width := 1; width <= 80; width++ {
				got := strings.TrimSuffix(result(t, render.Style{Terminal: true, Width: width}, tt.event), "\n")
				if uniseg.StringWidth(got) > width || !strings.Contains(got, "…") && got != tt.line {
					t.Errorf("got %q in %d cells, want the line or parts of it, with … for the rest", got, width)
				}
			}
		})
	}
}

// The indexes of several events end in one column.
func TestSeveralEventsAreAligned(t *testing.T) {
	t.Parallel()
	early := service("v0")
	early.ModifiedIndex = of(uint64(7))
	all := render.Events{change("set", early, nil), change("set", service("v1"), nil)}
	compare(t, "the lines", result(t, render.Style{Terminal: true, Width: 80}, all),
		"   7  set     /services/x  \"v0\"\n2014  set     /services/x  \"v1\"\n")
}

// Several events are a list, and on a terminal and in simple a line each.
func TestSeveralEvents(t *testing.T) {
	t.Parallel()
	all := render.Events{change("set", service("v1"), nil), change("delete", service("v2"), nil)}
	compare(t, "the lines", result(t, render.Style{Terminal: true, Width: 80}, all), result(t, render.Style{Terminal: true, Width: 80}, all[0])+result(t, render.Style{Terminal: true, Width: 80}, all[1]))
	compare(t, "the fields", result(t, render.Style{Format: render.Simple}, all), "2014\tset\t/services/x\tv1\n2014\tdelete\t/services/x\tv2\n")
	for _, style := range []render.Style{{}, {Format: render.JSON}, {Terminal: true, Width: 80, EventMaps: true}} {
		compare(t, "the data", result(t, style, all), result(t, style, all.Data()))
		compare(t, "nothing", result(t, style, render.Events(nil)), "[]\n")
	}
	compare(t, "nothing on a terminal", result(t, render.Style{Terminal: true, Width: 80}, render.Events(nil)), "[]\n")
}

// What is new is seen where a line is too short for both values.
func TestEventLineCutsBothValues(t *testing.T) {
	t.Parallel()
	long := change("set", service("物理"+strings.Repeat("b", 100)), service(strings.Repeat("a", 100)))
	compare(t, "the line", result(t, render.Style{Terminal: true, Width: 60}, long), `2014  set     /services/x  "aaaaaaaaaaaaa… → "物理bbbbbbbbb…`+"\n")
	compare(t, "the line", result(t, render.Style{Terminal: true, Width: 80, Color: true}, change("set", service("b"), service("a"))),
		"\x1b[35m2014\x1b[0m\x1b[36m  set   \x1b[0m  /services/x\x1b[2m  \"a\"\x1b[22m\x1b[32m → \"b\"\x1b[0m\n")
}

// On a narrow line what is new is seen before what was there, and of a long key the
// end.
func TestEventLineInFewCells(t *testing.T) {
	t.Parallel()
	far := service("new")
	far.Key = of("/config/services/frontend/replicas")
	gone := service("")
	gone.Value = nil
	for _, tt := range []struct {
		event render.Event
		cells int
		want  string
	}{
		{change("set", service("new"), service("a long one before")), 40, `2014  set     /services/x  "a l… → "new"`},
		{change("set", service("new"), service("a long one before")), 36, `2014  set     /services/x  … → "new"`},
		{change("compareAndSwap", service("a long one"), service("a long one before")), 40, `2014  cas     /services/x  … → "a long …`},
		{change("set", far, nil), 40, `2014  set     …/frontend/replicas  "new"`},
		{change("set", far, service("old")), 40, `2014  set     …nd/replicas  "ol… → "new"`},
		{change("delete", gone, service("a long one before")), 40, `2014  delete  /services/x  was "a long …`},
	} {
		compare(t, "the line", result(t, render.Style{Terminal: true, Width: tt.cells}, tt.event), tt.want+"\n")
	}
}

// A value of characters that take many bytes is cut between two of them, and never
// looks whole.
func TestEventLineCutsBetweenCharacters(t *testing.T) {
	t.Parallel()
	accents := func(n int) string { return strings.Repeat("\u0301", n) }
	for _, value := range []string{"e" + accents(9000), "ab" + accents(2600) + "cd" + accents(9000), strings.Repeat("é", 9000), "x" + strings.Repeat("物", 9000)} {
		for _, width := range []int{0, 40, 80, 200} {
			got := strings.TrimSuffix(result(t, render.Style{Terminal: true, Width: width}, change("set", service(value), nil)), "\n")
			begun, cut := strings.CutSuffix(strings.TrimPrefix(got, `2014  set     /services/x  "`), "…")
			if !cut || width > 0 && uniseg.StringWidth(got) > width || !boundaries(value)[len(begun)] {
				t.Errorf("got %.300q of %.20q in %d cells", got, value, width)
			}
		}
	}
}
