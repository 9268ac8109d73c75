package render_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"etcd2sh/render"

	"github.com/rivo/uniseg"
)

func tableOf(rows ...[]any) render.Table {
	return render.Table{
		Columns: []render.Column{{Name: "name"}, {Name: "kind"}, {Name: "created-index", Right: true}},
		Rows:    rows,
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	two := tableOf([]any{"cats/", "directory", uint64(7)}, []any{"a\x1b[31m\n物", nil, of(uint64(1520))})
	long := strings.Repeat("x", 50)
	tests := []struct {
		name  string
		style render.Style
		table render.Table
		want  string
	}{
		{"edn in a pipe", render.Style{}, two, `[{:name "cats/", :kind "directory", :created-index 7} {:name "a\u001b[31m\n物", :kind nil, :created-index 1520}]` + "\n"},
		{"json", render.Style{Format: render.JSON, Terminal: true}, two,
			`[{"name":"cats/","kind":"directory","createdIndex":7},{"name":"a\u001b[31m\n物","kind":null,"createdIndex":1520}]` + "\n"},
		{"simple", render.Style{Format: render.Simple}, two, "" +
			"cats/            directory     7\n" +
			`a\u001b[31m\n物  -          1520` + "\n"},
		{"edn on a terminal", render.Style{Terminal: true, Width: 80}, two, "" +
			"name             kind       created-index\n" +
			"cats/            directory              7\n" +
			`a\u001b[31m\n物  -                   1520` + "\n"},
		{"simple on a terminal", render.Style{Format: render.Simple, Terminal: true}, tableOf([]any{"a", "file", 4}), "" +
			"name  kind  created-index\n" +
			"a     file              4\n"},
		{"a bold heading", render.Style{Terminal: true, Width: 80, Color: true}, tableOf([]any{"a", "file", 4}), "" +
			"\x1b[1mname  kind  created-index\x1b[22m\n" +
			"a     file              4\n"},
		{"a long cell", render.Style{Format: render.Simple}, tableOf([]any{"a", "file", 4}, []any{long, "file", 4}), "" +
			"a" + strings.Repeat(" ", 39) + "  file  4\n" +
			long + "  file  4\n"},
		{"the last column to the left", render.Style{Format: render.Simple},
			render.Table{Columns: []render.Column{{Name: "n", Right: true}, {Name: "name"}}, Rows: [][]any{{10, "a"}, {9, "abc"}}},
			"10  a\n 9  abc\n"},
		{"empty in edn", render.Style{}, tableOf(), "[]\n"},
		{"empty on a terminal", render.Style{Terminal: true, Width: 80, Color: true}, tableOf(), "\x1b[2m(none)\x1b[22m\n"},
		{"empty in simple on a terminal", render.Style{Format: render.Simple, Terminal: true}, tableOf(), "(none)\n"},
		{"empty in json on a terminal", render.Style{Format: render.JSON, Terminal: true}, tableOf(), "[]\n"},
		{"empty in simple", render.Style{Format: render.Simple}, tableOf(), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			compare(t, "the table", result(t, tt.style, tt.table), tt.want)
		})
	}
}

// Where a terminal is too narrow, spare columns go in their order, and then texts are
// cut, the widest of them first; no number is.
func TestTableFollowsTheWidth(t *testing.T) {
	t.Parallel()
	table := render.Table{
		Columns: []render.Column{
			{Name: "n", Right: true}, {Name: "time", Spare: 2}, {Name: "endpoint", Spare: 1}, {Name: "command", Least: 12}, {Name: "result"},
		},
		Rows: [][]any{
			{1, "10:55", "http://127.0.0.1:2379", "reset! k " + strings.Repeat("物", 20), "short"},
			{200, "10:56", "http://127.0.0.1:2379", "get k", nil},
		},
	}
	for width, want := range map[int]string{
		100: "" +
			"  n  time   endpoint               command                                            result\n" +
			"  1  10:55  http://127.0.0.1:2379  reset! k 物物物物物物物物物物物物物物物物物物物物  short\n" +
			"200  10:56  http://127.0.0.1:2379  get k                                              -\n",
		60: "" +
			"  n  time   endpoint               command            result\n" +
			"  1  10:55  http://127.0.0.1:2379  reset! k 物物物…   short\n" +
			"200  10:56  http://127.0.0.1:2379  get k              -\n",
		54: "" +
			"  n  time   command                             result\n" +
			"  1  10:55  reset! k 物物物物物物物物物物物物…  short\n" +
			"200  10:56  get k                               -\n",
		30: "" +
			"  n  command            result\n" +
			"  1  reset! k 物物物…   short\n" +
			"200  get k              -\n",
		17: "" +
			"  n  comm…  resu…\n" +
			"  1  rese…  short\n" +
			"200  get k  -\n",
	} {
		compare(t, fmt.Sprintf("the table in %d cells", width), result(t, render.Style{Terminal: true, Width: width}, table), want)
	}
	pipe := result(t, render.Style{Format: render.Simple}, table)
	compare(t, "the table in a pipe", result(t, render.Style{Format: render.Simple, Width: 40}, table), pipe)
	if !strings.Contains(pipe, strings.Repeat("物", 20)) || strings.Count(pipe, "2379") != 2 {
		t.Errorf("got %s in a pipe, want all of it", pipe)
	}
}

// What tells the rows apart is cut after all else, and keeps its end.
func TestTableKeepsLabels(t *testing.T) {
	t.Parallel()
	table := render.Table{
		Columns: []render.Column{{Name: "key", Label: true}, {Name: "value"}},
		Rows:    [][]any{{"/config/services/frontend/replicas", "a long value"}, {"/config/services/frontend/limits", nil}},
	}
	for width, want := range map[int]string{
		60: "" +
			"key                                 value\n" +
			"/config/services/frontend/replicas  a long value\n" +
			"/config/services/frontend/limits    -\n",
		44: "" +
			"key                                 value\n" +
			"/config/services/frontend/replicas  a long …\n" +
			"/config/services/frontend/limits    -\n",
		30: "" +
			"key                   value\n" +
			"…s/frontend/replicas  a long …\n" +
			"…ces/frontend/limits  -\n",
	} {
		compare(t, fmt.Sprintf("the table in %d cells", width), result(t, render.Style{Terminal: true, Width: width}, table), want)
	}
}

func TestTableIsData(t *testing.T) {
	t.Parallel()
	table := tableOf([]any{"cats/", "directory", uint64(7)})
	row, _ := render.Lookup(table, 0)
	if got, ok := render.Lookup(row, render.Keyword("created-index")); !ok || got != uint64(7) {
		t.Errorf("got %v, %v, want 7", got, ok)
	}
	if got, ok := render.Lookup(table, 1); ok {
		t.Errorf("got %v beyond the end", got)
	}
	got := result(t, render.Style{Format: render.Simple, Terminal: true}, render.List{table})
	compare(t, "in a list", got, `[{:name "cats/", :kind "directory", :created-index 7}]`+"\n")
}

// TestTableProperty draws cells of any text: no line of the table acts on the
// terminal or is wider than that, and all are as wide as the first.
func TestTableProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rows [][]any
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			rows = append(rows, []any{rapid.String().Draw(t, "name"), rapid.String().Draw(t, "kind"), rapid.Uint64().Draw(t, "index")})
		}
		table := render.Table{Columns: []render.Column{{Name: "name"}, {Name: "index", Right: true}}}
		for _, row := range rows {
			table.Rows = append(table.Rows, []any{row[0], row[2]})
		}
		width := rapid.IntRange(40, 200).Draw(t, "width")
		text := result(t, render.Style{Terminal: true, Width: width}, table)
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if len(lines) != len(rows)+1 {
			t.Fatalf("got %d lines of %d rows: %q", len(lines), len(rows), text)
		}
		for _, line := range lines {
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e }) {
				t.Fatalf("got a raw control character in %q", line)
			}
			if got, want := uniseg.StringWidth(line), uniseg.StringWidth(lines[0]); got != want {
				t.Fatalf("%q is %d cells wide, want %d", line, got, want)
			} else if got > width {
				t.Fatalf("%q is %d cells wide in a terminal of %d", line, got, width)
			}
		}
	})
}
