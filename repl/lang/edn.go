package lang

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"etcd2sh/render"
	"etcd2sh/repl/lang/scan"

	"olympos.io/encoding/edn"
)

// readEDN reads one value. The keys of its maps are sorted, so that data which
// is equal looks the same.
func readEDN(text string) (any, error) {
	if ShapeOf(text).Depth > maxNesting {
		return nil, fmt.Errorf("%s has more than %d brackets within brackets", Shorten(text), maxNesting)
	}
	d := edn.NewDecoder(strings.NewReader(text))
	d.UseMathContext(edn.MathContext{Precision: 0, Mode: big.ToNearestEven})
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("%s is no edn: %w", Shorten(text), err)
	}
	return fromEDN(v)
}

// maxNesting is how deep the brackets of data may be nested: the reader of EDN
// follows them as deep as they go, and the program would end where its stack
// does.
const maxNesting = 1000

// EDNShape is what can be seen of a text of EDN without reading it.
type EDNShape struct {
	Depth    int  // of brackets within brackets
	Keywords int  // how many there are
	Tagged   bool // there is a # outside of strings
}

// ShapeOf looks at a text of EDN.
func ShapeOf(text string) EDNShape {
	var s EDNShape
	open, quoted, comment := 0, false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case comment:
			comment = c != '\n'
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ';':
			comment = true
		case c == '#':
			s.Tagged = true
		case c == ':' && beginsWord(text, i):
			s.Keywords++
		case scan.IsOpen(c):
			open++
			s.Depth = max(s.Depth, open)
		case scan.IsClose(c):
			open--
		}
	}
	return s
}

// beginsWord reports whether what stands there can be no part of a longer word.
func beginsWord(text string, at int) bool {
	before, n := utf8.DecodeLastRuneInString(text[:at])
	return n == 0 || unicode.IsSpace(before) || strings.ContainsRune("{[(,\"", before)
}

func fromEDN(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, string:
		return v, nil
	case edn.Keyword:
		return render.Keyword(v), nil
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			var err error
			if list[i], err = fromEDN(e); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[any]any:
		return mapFromEDN(v)
	case int64:
		return render.Number(strconv.FormatInt(v, 10)), nil
	case float64:
		return render.Number(strconv.FormatFloat(v, 'f', -1, 64)), nil
	case *big.Int:
		return render.Number(v.String()), nil
	case edn.Symbol:
		return nil, fmt.Errorf("%s is a symbol; quote a string, as in \"%s\"", v, v)
	}
	return nil, fmt.Errorf("a %T of edn means nothing here", v)
}

func mapFromEDN(v map[any]any) (any, error) {
	m := make(render.Map, 0, len(v))
	for key, value := range v {
		k, err := fromEDN(key)
		if err != nil {
			return nil, err
		}
		e, err := fromEDN(value)
		if err != nil {
			return nil, err
		}
		m = append(m, render.Entry{Key: k, Value: e})
	}
	slices.SortFunc(m, func(a, b render.Entry) int { return strings.Compare(fmt.Sprint(a.Key), fmt.Sprint(b.Key)) })
	return m, nil
}

// EDNText gives data as edn on one line.
func EDNText(v any) (string, error) {
	var text strings.Builder
	if err := (render.Style{}).Result(&text, v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(text.String(), "\n"), nil
}

// EqualData compares data as edn does: a list equals a vector, a keyword no
// string, and the order of a map's keys does not matter.
func EqualData(a, b any) (bool, error) {
	x, err := normal(a)
	if err != nil {
		return false, err
	}
	y, err := normal(b)
	return err == nil && x == y, err
}

// normal is the text of data that equal data shares.
func normal(v any) (string, error) {
	text, err := EDNText(v)
	if err != nil || text == "" {
		return text, err
	}
	read, err := readEDN(text)
	if err != nil {
		return "", errors.Join(errors.New("the result cannot be compared"), err)
	}
	return EDNText(read)
}
