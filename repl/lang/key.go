package lang

import (
	"cmp"
	"fmt"
	"strings"

	"etcd2sh/client"
	"etcd2sh/repl/lang/scan"
)

// KeyPath is a key as it was typed: what it names depends on the current
// directory unless it is absolute. An element ".." moves up; "." is gone.
type KeyPath struct {
	Absolute bool   // the current directory does not matter
	Word     string // the word that was typed; "" for nil, a keyword and a vector
	Slash    bool   // the word ends in a slash
	Previous bool   // it is a lone - without quotes: for cd, the directory before
	elems    []pathElem
}

type pathElem struct {
	name string
	up   bool
}

// ParseKey reads a key argument. Its error is the reason why it is none.
func ParseKey(t scan.Token) (KeyPath, error) {
	switch {
	case t.IsMap():
		return KeyPath{}, fmt.Errorf("an option map stands last; a key is typed :atom, cats/mittens or [:cats :mittens]")
	case t.Form != nil && t.Form.Nested:
		return KeyPath{}, scan.ErrNested
	case t.Form != nil:
		return ParseVector(t.Form.Elems)
	case t.Is("nil"):
		return KeyPath{Absolute: true}, nil
	}
	if err := t.CheckOne(); err != nil {
		return KeyPath{}, err
	}
	w, err := literal(t.Word)
	if err == nil {
		err = cmp.Or(withoutVariables(w), withoutRedirection(t))
	}
	if err != nil {
		return KeyPath{}, err
	}
	from := afterColon(w)
	if len(w.Text) == from {
		return KeyPath{}, fmt.Errorf("an empty word names no key; the root is nil or /")
	}
	k := KeyPath{Absolute: w.Text[from] == '/', Slash: strings.HasSuffix(w.Text, "/"), Previous: w.Plain() && w.Text == "-"}
	if from == 0 {
		k.Word = w.Text
	}
	return k, k.addElems(w, from, true)
}

// withoutVariables refuses an unquoted $name as an element of a path, as in
// jobs/$host, which other shells would replace and this one would not.
func withoutVariables(w scan.Word) error {
	for i := 1; i+1 < len(w.Text); i++ {
		if w.Text[i-1:i+1] == "/$" && meansVariable(w.Text[i+1:]) && !w.QuotedWithin(i, i+1) {
			return fmt.Errorf("%s: $NAME stands for a variable only as a word of its own, or as an element of a vector as in [jobs $host]; quote '%s' to mean the text", Shorten(w.Text), Shorten(w.Text))
		}
	}
	return nil
}

// addElems adds the elements of a word from a byte on. Where moves are
// allowed, an unquoted . or .. moves; anywhere else both are refused, because
// some servers would leave the key space for them.
func (k *KeyPath) addElems(w scan.Word, from int, moves bool) error {
	for from <= len(w.Text) {
		to := len(w.Text)
		if i := strings.IndexByte(w.Text[from:], '/'); i >= 0 {
			to = from + i
		}
		name := w.Text[from:to]
		moving := moves && !w.QuotedWithin(from, to)
		switch {
		case name == "":
		case name == "." && moving:
		case name == ".." && moving:
			k.elems = append(k.elems, pathElem{up: true})
		case name == "." || name == "..":
			return fmt.Errorf("%q cannot be an element of a key: with it some servers leave the key space", name)
		default:
			k.elems = append(k.elems, pathElem{name: name})
		}
		from = to + 1
	}
	return nil
}

// ParseDirectory reads the beginning of a key, up to a slash or to the colon of
// a keyword: the directory in which the name stands that comes next.
func ParseDirectory(w scan.Word) (KeyPath, error) {
	from := afterColon(w)
	k := KeyPath{Absolute: strings.HasPrefix(w.Text[from:], "/")}
	return k, k.addElems(w, from, true)
}

// afterColon is where a word begins after the colon of a keyword.
func afterColon(w scan.Word) int {
	if strings.HasPrefix(w.Text, ":") && !w.QuotedWithin(0, 1) {
		return 1
	}
	return 0
}

// ParseVector reads the elements of a key in brackets; it is always absolute.
func ParseVector(elems []scan.Word) (KeyPath, error) {
	k := KeyPath{Absolute: true}
	for _, w := range elems {
		if w.Plain() && w.Text == "nil" {
			return k, fmt.Errorf("nil names no element of a key; the root is nil alone")
		}
		w, err := literal(w)
		if err != nil {
			return k, err
		}
		if err := k.addElems(w, afterColon(w), false); err != nil {
			return k, err
		}
	}
	if len(elems) > 0 && len(k.elems) == 0 {
		return k, fmt.Errorf("empty elements name no key; the root is nil or /")
	}
	return k, nil
}

// literal refuses the unquoted $name, which is a variable's place.
func literal(w scan.Word) (scan.Word, error) {
	if name, ok := strings.CutPrefix(w.Text, "$"); ok && !w.QuotedWithin(0, 1) && scan.IsName(name) {
		return w, fmt.Errorf("there is no variable %s; quote '%s' to mean the text", w.Text, w.Text)
	}
	return w, nil
}

// From gives the canonical key, seen from the current directory. It never
// leads above the root.
func (k KeyPath) From(dir string) (string, error) {
	var elems []string
	if !k.Absolute {
		elems = strings.FieldsFunc(dir, func(r rune) bool { return r == '/' })
	}
	for _, e := range k.elems {
		switch {
		case !e.up:
			elems = append(elems, e.name)
		case len(elems) > 0:
			elems = elems[:len(elems)-1]
		}
	}
	return client.CleanKey(strings.Join(elems, "/"))
}
