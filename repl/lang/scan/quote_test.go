package scan

import "testing"

// Whatever a text is, it is written so that it is read as one word of that text.
func FuzzQuote(f *testing.F) {
	for _, text := range []string{"", "a", "a b", `it's`, `"q"`, `a\\b`, "[v]", "#x", "$v", "|", "-r", ":k", "{", "a,b", "日 本", "x#"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for how, written := range map[string]string{
			"quoted": Quoted(text), "if needed": QuotedIfNeeded(text), "single": "'" + Single.Within(text) + "'",
		} {
			if words := Scan(written).Words; len(words) != 1 || words[0].Text != text {
				t.Errorf("%s: %q is written %s, and read %+v", how, text, written, words)
			}
		}
	})
}

func TestHalfWord(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]struct {
		text string
		open Quote
	}{
		``: {"", Bare}, `a`: {"a", Bare}, `a\`: {"a", Bare}, `a\ b`: {"a b", Bare}, `'a b`: {"a b", Single}, `x'a'`: {"xa", Bare},
		`"a\`: {"a", Double}, `"a\"b`: {`a"b`, Double}, `a"b"'`: {"ab", Single},
	} {
		if word, open := HalfWord(typed); word.Text != want.text || open != want.open {
			t.Errorf("%s: got %q in %q, want %q in %q", typed, word.Text, open, want.text, want.open)
		}
	}
}

// An escaped text is read as one word of that text, where it stands.
func TestEscape(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a", "a b", "it's", `"q"`, `a\\b`, "#x", "$v", "|", "-r", ":k", "[v", "a,b", "{", "x]y", "日本"} {
		written := Escape(text, true, false)
		if words := Scan(written).Words; len(words) != 1 || words[0].Text != text || words[0].Plain() && IsOpen(written[0]) {
			t.Errorf("%q is written %s, and read %+v", text, written, words)
		}
		form := "[" + Escape(text, false, true) + " z]"
		ts, _, err := Scan(form).Tokens()
		if err != nil || len(ts) != 1 || len(ts[0].Form.Elems) != 2 || ts[0].Form.Elems[0].Text != text {
			t.Errorf("%q is written %s, and read %+v, %v", text, form, ts, err)
		}
	}
}
