package scan

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/shlex"
)

// scanned is what the scanner makes of some texts; shlex agrees, apart from
// the brackets, which it does not know.
var scanned = []struct {
	text  string
	words []string
	open  string
}{
	{"", nil, ""},
	{" \t\r\n", nil, ""},
	{"get #a", []string{"get"}, ""},
	{"x#", []string{"x#"}, ""},
	{`""#b`, []string{"#b"}, ""},
	{`"#x" \#y`, []string{"#x", "#y"}, ""},
	{`a '' "" b`, []string{"a", "", "", "b"}, ""},
	{`a""b`, []string{"ab"}, ""},
	{`""`, []string{""}, ""},
	{`"a\nb"`, []string{"anb"}, ""},
	{`a\nb`, []string{"anb"}, ""},
	{`"a\"b\\c"`, []string{`a"b\c`}, ""},
	{`'a\nb'`, []string{`a\nb`}, ""},
	{`'it''s'`, []string{"its"}, ""},
	{`a"b c"d`, []string{"ab cd"}, ""},
	{`a\`, nil, "backslash"},
	{`\`, nil, "backslash"},
	{`"a\`, nil, "backslash"},
	{`a b "c`, []string{"a", "b"}, "quote"},
	{`a b 'c`, []string{"a", "b"}, "quote"},
	{`a "b \" c`, []string{"a"}, "quote"},
	{"a\\\nb", []string{"a\nb"}, ""},
	{"\"a\nb\" 'c\nd'", []string{"a\nb", "c\nd"}, ""},
	{"# c\nnext", []string{"next"}, ""},
	{"a # c 'unclosed", []string{"a"}, ""},
	{"a # c \\", []string{"a"}, ""},
	{"a # 'b\nc # d", []string{"a", "c"}, ""},
	{`{"a": "b c"}`, []string{"{a:", "b c}"}, ""},
	{`--x="y z"`, []string{"--x=y z"}, ""},
	{"a\u00a0b\u3000c\vd\fe\x00f", []string{"a\u00a0b\u3000c\vd\fe\x00f"}, ""},
	{"\ufeffget k", []string{"\ufeffget", "k"}, ""},
	{"a\r\nb", []string{"a", "b"}, ""},
	{"a|b > ; && $x ~ *", []string{"a|b", ">", ";", "&&", "$x", "~", "*"}, ""},
	{"物理学 \\物", []string{"物理学", "物"}, ""},
	{"[:a", []string{"[:a"}, "bracket"},
	{"x [:a (b", []string{"x", "[:a", "(b"}, "bracket"},
	{"[:a b]", []string{"[:a", "b]"}, ""},
	{`["]" b]`, []string{"[]", "b]"}, ""},
	{`["]"`, []string{"[]"}, "bracket"},
	{`"[a"`, []string{"[a"}, ""},
	{`\[a`, []string{"[a"}, ""},
	{"a[b", []string{"a[b"}, ""},
	{"{:ttl 5", []string{"{:ttl", "5"}, "bracket"},
	{"[ # a ]", []string{"["}, "bracket"},
	{`["a`, nil, "quote"},
}

func TestScan(t *testing.T) {
	t.Parallel()
	for _, tt := range scanned {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			sc := Scan(tt.text)
			if got := texts(sc.Words); !slices.Equal(got, tt.words) {
				t.Errorf("got %q, want %q", got, tt.words)
			}
			if what, _ := sc.Open(); what != tt.open {
				t.Errorf("got %q open, want %q", what, tt.open)
			}
		})
	}
}

// TestScanQuoted looks at what shlex forgets.
func TestScanQuoted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text   string
		word   Word
		quoted string // under each byte of the word's text: is it quoted?
	}{
		{`plain`, Word{"plain", 0, 5, nil}, "....."},
		{` "a b"`, Word{"a b", 1, 6, []Span{{0, 3}}}, "qqq"},
		{`a"b"c`, Word{"abc", 0, 5, []Span{{1, 2}}}, ".q."},
		{`""`, Word{"", 0, 2, []Span{{0, 0}}}, ""},
		{`a''b`, Word{"ab", 0, 4, []Span{{1, 1}}}, ".."},
		{`\|x`, Word{"|x", 0, 3, []Span{{0, 1}}}, "q."},
		{`\a\b`, Word{"ab", 0, 4, []Span{{0, 2}}}, "qq"},
		{`"a\"b"`, Word{`a"b`, 0, 6, []Span{{0, 3}}}, "qqq"},
		{`'a'"b"`, Word{"ab", 0, 6, []Span{{0, 1}, {1, 2}}}, "qq"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			sc := Scan(tt.text)
			if len(sc.Words) != 1 || !same(sc.Words[0], tt.word) || sc.Words[0].Start != tt.word.Start || sc.Words[0].End != tt.word.End {
				t.Fatalf("got %+v, want %+v", sc.Words, tt.word)
			}
			got := ""
			for i := range sc.Words[0].Text {
				got += map[bool]string{true: "q", false: "."}[sc.Words[0].quotedAt(i)]
			}
			if got != tt.quoted {
				t.Errorf("quoted: got %s, want %s", got, tt.quoted)
			}
		})
	}
}

// FuzzScan holds the scanner against shlex, which defines the words; its spans
// against itself; and the text in two pieces against the text at once.
func FuzzScan(f *testing.F) {
	for i, tt := range scanned {
		f.Add(tt.text, i)
	}
	long := strings.Repeat("a b ' # \n", longRun)
	for i, text := range []string{`x "` + long + `" "` + long + `\"` + long + `" y`, strings.ReplaceAll("'A'b 'A''A' c", "A", strings.ReplaceAll(long, "'", `"`))} {
		f.Add(text, 70*i)
	}
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		sc := Scan(text)
		what, at := sc.Open()
		want, err := shlex.Split(text)
		if got := texts(sc.Words); !slices.Equal(got, want) {
			t.Errorf("got %q, shlex says %q, %v", got, want, err)
		}
		if broken := what == "quote" || what == "backslash"; broken != (err != nil) {
			t.Errorf("got %q open, shlex says %v", what, err)
		}
		if err := sc.Check(); what == "" && err != nil {
			t.Error(err)
		}
		if what != "" && (at < 0 || at >= len(text)) {
			t.Errorf("%s opened at %d of %d", what, at, len(text))
		}
		end := 0
		for _, w := range sc.Words {
			if w.Start < end || w.End <= w.Start || w.End > len(text) {
				t.Fatalf("word %+v stands after %d of %d", w, end, len(text))
			}
			end = w.End
			if again := Scan(text[w.Start:w.End]).Words; len(again) != 1 || !same(again[0], w) {
				t.Errorf("word %+v alone is %+v", w, again)
			}
		}
		at = int(uint(cut) % uint(len(text)+1))
		pieces := NewScanner()
		pieces.Feed(text[:at])
		pieces.Feed(text[at:])
		pieces.Finish()
		if !slices.EqualFunc(pieces.Words, sc.Words, same) || pieces.state != sc.state || !slices.Equal(pieces.comments, sc.comments) {
			t.Errorf("in two pieces, cut at %d: got %+v, want %+v", at, pieces.Words, sc.Words)
		}
	})
}

// TestCheck: where the scanner takes for a quoted text what is none, shlex says so.
func TestCheck(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", longRun)
	for text, wrong := range map[string]func(*Scanner){
		"a " + long + "'q'":   func(s *Scanner) { s.runs = []Span{{4, 4 + longRun}} },
		"a '" + long + "' b":  func(s *Scanner) { s.runs[0].To += 2 },
		"a '" + long + "'":    func(s *Scanner) { s.runs[0].From-- },
		"'" + long + "' # 'c": func(s *Scanner) { s.Words = s.Words[:0] },
		`"` + long + `\"x"`:   func(s *Scanner) { s.runs[0].To++ },
	} {
		s := Scan(text)
		if err := s.Check(); err != nil {
			t.Errorf("%.20q: %v", text, err)
		}
		if wrong(s); s.Check() == nil {
			t.Errorf("%.20q: nothing is wrong", text)
		}
	}
}

// TestCheckIsShort: what shlex is given does not grow with what stands within quotes.
func TestCheckIsShort(t *testing.T) {
	t.Parallel()
	for _, lines := range []int{1_000, 100_000} {
		text := strings.Repeat("many words\n", lines)
		s := NewScanner()
		s.Feed(`reset! k "` + text)
		s.Feed(text + `" '` + text + `'`)
		s.Finish()
		if n := len(s.cut()); n > 100 {
			t.Errorf("of %d bytes %d are left", len(s.Text), n)
		}
	}
}

// FuzzPrefix types a good command byte by byte: on the way it is good, or
// wants more, but it is never wrong.
func FuzzPrefix(f *testing.F) {
	for _, tt := range scanned {
		f.Add(tt.text)
	}
	for _, text := range []string{
		`reset! [:cats "a]" 'b c',1530] "x \" y" {:ttl 10, :prev-value "}"} | :node "value" 0`,
		"swap! k trim -> append \"->\" \\\n'!' # done",
		`(:a ["nil"]) {} [] "" [""]`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !whole(text) {
			t.Skip()
		}
		if _, _, err := Scan(text).Tokens(); err != nil {
			t.Skip()
		}
		for i := range text {
			if !whole(text[:i]) {
				continue
			}
			if _, _, err := Scan(text[:i]).Tokens(); err != nil {
				t.Errorf("%q is wrong: %v; but %q is good", text[:i], err, text)
			}
		}
	})
}

func whole(text string) bool {
	what, _ := Scan(text).Open()
	return what == ""
}

func texts(words []Word) []string {
	var all []string
	for _, w := range words {
		all = append(all, w.Text)
	}
	return all
}

// same compares all but the place.
func same(a, b Word) bool { return a.Text == b.Text && slices.Equal(a.Quoted, b.Quoted) }

func BenchmarkScan(b *testing.B) {
	const line = `reset! [:cats :mittens] "black n white" --ttl 10 | :node :modifiedIndex`
	const batch = 1000 // taken by turns with shlex; x-shlex is our rate divided by its
	var own, peer time.Duration
	for b.Loop() {
		start := time.Now()
		for range batch {
			if words := Scan(line).Words; len(words) != 9 {
				b.Fatalf("got %d words", len(words))
			}
		}
		own += time.Since(start)
		start = time.Now()
		for range batch {
			if words, err := shlex.Split(line); err != nil || len(words) != 9 {
				b.Fatalf("got %d words, %v", len(words), err)
			}
		}
		peer += time.Since(start)
	}
	b.ReportMetric(float64(peer)/float64(own), "x-shlex")
	b.ReportMetric(float64(own.Nanoseconds())/float64(batch*b.N), "ns/line")
}

// quotedAt reports whether the byte Text[i] was quoted.
func (w Word) quotedAt(i int) bool {
	for _, q := range w.Quoted {
		if q.From <= i && i < q.To {
			return true
		}
	}
	return false
}
