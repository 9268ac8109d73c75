package command_test

import (
	"testing"

	"etcd2sh/repl/repltest"
)

func TestFindAndGrep(t *testing.T) {
	t.Parallel()
	s := repltest.New(t)
	s.Run("mkdir! cats", `set cats/Tom "a.b[c"`, `set cats/tim/x ".*"`, `set "物理/学生" "first\nsecond"`, `set "a]b" "-"`)
	for _, try := range []struct{ line, keys string }{
		{"find nil t*", `("/cats/tim")`},
		{"find cats t* -i", `("/cats/Tom" "/cats/tim")`},
		{"find nil *", `("/a]b" "/cats" "/cats/Tom" "/cats/tim" "/cats/tim/x" "/物理" "/物理/学生")`},
		{"find nil ?", `("/cats/tim/x")`},
		{"find nil 学?", `("/物理/学生")`},
		{"find nil om", `()`},
		{"find nil '[T]*'", `("/cats/Tom")`},
		{"find nil '[!t-x]*' ", `("/a]b" "/cats" "/cats/Tom" "/物理" "/物理/学生")`},
		{`find nil 'a\]b'`, `("/a]b")`},
		{"find nil -E om$", `("/cats/Tom")`},
		{"find nil -E '^T|^x'", `("/cats/Tom" "/cats/tim/x")`},
		{"grep nil .b", `("/cats/Tom")`},
		{"grep nil 'b['", `("/cats/Tom")`},
		{"grep nil f*d", `("/物理/学生")`},
		{"grep nil FIRST", `()`},
		{"grep nil FIRST -i", `("/物理/学生")`},
		{"grep nil -E '^[.]'", `("/cats/tim/x")`},
		{`grep nil -- -`, `("/a]b")`},
		{"grep cats/Tom a", `()`},
	} {
		if got := s.Run(try.line + " | jq '[.[].key]' | jq -r 'map(tojson) | \"(\" + join(\" \") + \")\"'"); got != try.keys {
			t.Errorf("%s: got %s, want %s", try.line, got, try.keys)
		}
	}
	s.Want("find cats tim | 0", `{:key "/cats/tim", :value nil}`)
	s.Misuse("find nil -E '('", "error parsing regexp: missing closing ): `(`")
	s.Misuse("grep nil -iE 'a)'", "error parsing regexp: unexpected ): `a)`")
	s.Misuse("find nil '[z-a]'", "error parsing regexp")
	s.Refuses("find missing *", "Key not found")
}
