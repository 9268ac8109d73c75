package render_test

import (
	"strings"
	"testing"

	"etcd2sh/render"

	"github.com/rivo/uniseg"
)

// A tree's values follow the width of a terminal; anywhere else they have 60 cells.
func TestTree(t *testing.T) {
	t.Parallel()
	wide := strings.Repeat("物", 100)
	tree := render.Tree{{Text: "/cats/"}, {Text: "├── a\x1b\n", Value: of("b\n\x1b[2J")}, {Text: "└── tom", Value: &wide}}
	drawn := func(value string) string {
		return "/cats/\n├── a\\u001b\\n = b\\n\\u001b[2J\n└── tom = " + value + "\n"
	}
	sixty := drawn(strings.Repeat("物", 29) + "…")
	for _, tt := range []struct {
		name  string
		style render.Style
		want  string
	}{
		{"in a pipe", render.Style{}, sixty},
		{"in simple", render.Style{Format: render.Simple}, sixty},
		{"in json", render.Style{Format: render.JSON, Terminal: true, Width: 40},
			`"/cats/\n├── a\\u001b\\n = b\\n\\u001b[2J\n└── tom = ` + strings.Repeat("物", 29) + `…"` + "\n"},
		{"on a terminal of 40", render.Style{Terminal: true, Width: 40}, drawn(strings.Repeat("物", 14) + "…")},
		{"on a terminal of 200", render.Style{Terminal: true, Width: 200}, drawn(strings.Repeat("物", 94) + "…")},
		{"simple on a terminal", render.Style{Format: render.Simple, Terminal: true, Width: 40}, drawn(strings.Repeat("物", 14) + "…")},
		{"where a cell is left", render.Style{Terminal: true, Width: 11}, "/cats/\n├── a\\u001b\\n\n└── tom = …\n"},
		{"where a name takes all", render.Style{Terminal: true, Width: 10}, "/cats/\n├── a\\u001b\\n\n└── tom\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			compare(t, "the tree", result(t, tt.style, tree), tt.want)
		})
	}
}

// A long value is cut between two characters, and what is cut says so.
func TestCutLine(t *testing.T) {
	t.Parallel()
	odd := strings.Repeat("e"+strings.Repeat("\u0301", 50), 100) // 101 bytes for each cell
	for cells := 1; cells < 80; cells++ {
		for _, text := range []string{odd, strings.Repeat("物", 5000), "x" + strings.Repeat("é", 5000), strings.Repeat("\u0301", 9000)} {
			got := render.CutLine(text, cells)
			begun, cut := strings.CutSuffix(got, "…")
			if !cut || uniseg.StringWidth(got) > cells || !strings.HasPrefix(text, begun) {
				t.Fatalf("got %q of %q in %d cells", got, text[:20], cells)
			}
			if !boundaries(text)[len(begun)] {
				t.Fatalf("got %q in %d cells, which ends within a character", got, cells)
			}
		}
		if got := render.CutLine("a\nb", cells); cells >= 4 && got != `a\nb` {
			t.Errorf("got %q in %d cells", got, cells)
		}
	}
}

// boundaries are the places between the characters of a text.
func boundaries(text string) map[int]bool {
	all := map[int]bool{}
	for graphemes := uniseg.NewGraphemes(text); graphemes.Next(); {
		from, _ := graphemes.Positions()
		all[from] = true
	}
	return all
}
