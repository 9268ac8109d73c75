package render_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"etcd2sh/render"
)

// A value that is JSON is laid out at a terminal, and a string anywhere else.
func TestDocument(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{`{"b":1e2,"a":1.0,"a":[1,2]}`, `"{"b": 1e2, "a": 1.0, "a": [1, 2]}"`},
		{"{\"name\": \"mittens\",\n\"colours\":[\"black\",\"white\",\"some grey\"], \"\\u0061\":{}}",
			"\"{\"name\": \"mittens\",\n  \"colours\":\n  [\"black\", \"white\", \"some grey\"],\n  \"\\u0061\": {}}\""},
		{"[\"\x7f\u202e\\n\", true, null, -0.50]", `"["\u007f\u202e\n", true, null, -0.50]"`},
		{`{}`, `"{}"`},
		{`[]`, `"[]"`},
		{`"text"`, `"\"text\""`},
		{`12`, `"12"`},
		{`{"a":1`, `"{\"a\":1"`},
		{`{a 1}`, `"{a 1}"`},
	} {
		compare(t, tt.text, result(t, render.Style{Terminal: true, Width: 40}, render.Document(tt.text)), tt.want+"\n")
		for _, s := range []render.Style{{}, {Format: render.JSON, Terminal: true, Width: 40}, {Format: render.Simple}} {
			compare(t, tt.text, result(t, s, render.Document(tt.text)), result(t, s, tt.text))
		}
	}
	compare(t, "colours", result(t, render.Style{Terminal: true, Width: 40, Color: true}, render.Document(`{"a":1}`)),
		"\x1b[2m\"\x1b[22m{\x1b[36m\"a\"\x1b[0m: \x1b[35m1\x1b[0m}\x1b[2m\"\x1b[22m\n")
}

// What is laid out is the same JSON, to the letter but for blanks.
func TestDocumentSaysTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var write func(depth int) string
		write = func(depth int) string {
			kinds := 4
			if depth > 3 {
				kinds = 2
			}
			switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
			case 0:
				return rapid.SampledFrom([]string{"1e2", "-0", "1.50", "true", "null", "100000000000000000000"}).Draw(t, "scalar")
			case 1:
				text, _ := json.Marshal(rapid.StringMatching(`[a-z ",:{}\\\]é物]{0,12}`).Draw(t, "text"))
				return string(text)
			case 2:
				var parts []string
				for range rapid.IntRange(0, 4).Draw(t, "members") {
					parts = append(parts, rapid.SampledFrom([]string{`"a"`, `"b\""`, `"\u0061"`}).Draw(t, "name")+" :"+write(depth+1))
				}
				return "{" + strings.Join(parts, " ,") + "}"
			}
			var parts []string
			for range rapid.IntRange(0, 4).Draw(t, "elements") {
				parts = append(parts, write(depth+1))
			}
			return "[\n" + strings.Join(parts, ",") + " ]"
		}
		text := write(0)
		if text[0] != '{' && text[0] != '[' {
			return
		}
		width := rapid.IntRange(1, 60).Draw(t, "width")
		got := strings.TrimSuffix(result(t, render.Style{Terminal: true, Width: width}, render.Document(text)), "\n")
		var want, have bytes.Buffer
		if err := json.Compact(&want, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := json.Compact(&have, []byte(got[1:len(got)-1])); err != nil || have.String() != want.String() {
			t.Fatalf("%q: got %s, %v, want the same", text, got, err)
		}
	})
}
