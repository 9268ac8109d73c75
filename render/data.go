package render

import (
	"strconv"
	"time"

	"etcd2sh/client"
)

// The data that can be rendered: the types below, nil, bool, string, int,
// int64, uint64, []any, []string, []*client.Node, *client.Response,
// *client.Node, *client.Listing, *client.Item, client.Meta and [Table].
type (
	// Keyword prints as :name in edn and as "name" in json. As the key of a
	// map it is put in camel case there: etcd-index becomes etcdIndex.
	Keyword string

	// Entry is a key of a map, which is a Keyword or a string, and its value.
	Entry struct{ Key, Value any }

	// Map is printed in its order. With string keys, and with nothing but
	// strings, nils and such maps as values, it is a directory: nil is a
	// subdirectory that was not listed.
	Map []Entry

	// Entries is a Map of so many entries, each of which is made when it is asked for.
	Entries struct {
		Len int
		At  func(i int) Entry
	}

	// Elements is an []any of so many, each of which is made when it is asked for.
	Elements struct {
		Len int
		At  func(i int) any
	}

	// List prints as (a b c) in edn, where []any prints as [a b c]; both are
	// arrays in json.
	List []any

	// Number is the exact decimal text of a number, in the grammar of JSON.
	// Any other text is printed as a string.
	Number string

	// Text is prose for people. It prints as its lines in edn and simple, and
	// as a string in json and inside of other data.
	Text string

	// Line is text for another program to read. It prints as it is in edn and
	// simple, save that its control characters are escaped on a terminal, and
	// as a string in json and inside of other data.
	Line string

	// Raw is text that prints as it is in every format, save that its control
	// characters are escaped on a terminal.
	Raw string

	// Output is what a program printed. It prints as it is, in every format.
	Output []byte

	// Change is what two trees have at a key, where they differ: First and
	// Second are a string, a map for a directory, or nil for nothing. In simple
	// it is a line that begins with -, + or ~, its strings as in edn.
	Change struct {
		Key           string
		First, Second any
	}

	// Nothing prints nothing at all; inside of other data it prints as nil.
	Nothing struct{}

	// Clear wipes a terminal's screen; anywhere else, and on a dumb one, it prints
	// nothing.
	Clear struct{}

	// FreshRow takes a terminal's cursor to the beginning of an empty row, where a
	// program may have left it within one; anywhere else, and on a dumb terminal, it
	// prints nothing.
	FreshRow struct{}
)

// Lookup takes one step of a path into data: the value under a Keyword or a
// string, or the element at an int position, counted from 0. A keyword also
// finds a string key of that name, and a string a keyword, when no key is
// exactly the step.
func Lookup(v, step any) (any, bool) {
	switch step := step.(type) {
	case int:
		return at(v, step)
	case Keyword:
		if found, ok := under(v, step); ok {
			return found, true
		}
		return under(v, string(step))
	case string:
		if found, ok := under(v, step); ok {
			return found, true
		}
		return under(v, Keyword(step))
	}
	return nil, false
}

func under(v, key any) (found any, ok bool) {
	if kindOf(v) != mapping {
		return nil, false
	}
	each(v, func(k, value any) bool {
		if k == key {
			found, ok = plain(value), true
		}
		return !ok
	})
	return found, ok
}

func at(v any, position int) (found any, ok bool) {
	if k := kindOf(v); k != vector && k != list {
		return nil, false
	}
	each(v, func(_, value any) bool {
		if position == 0 {
			found, ok = plain(value), true
		}
		position--
		return !ok
	})
	return found, ok
}

// kind is the shape of a value.
type kind int

const (
	scalar kind = iota
	mapping
	vector
	list
)

func kindOf(v any) kind {
	switch v := v.(type) {
	case Map, Entries, Directory, Change, client.Meta, *client.Listing, *client.Item:
		return mapping
	case *client.Response:
		if v != nil {
			return mapping
		}
	case *client.Node:
		if v != nil {
			return mapping
		}
	case []any, []string, []*client.Node, Elements, children, Table:
		return vector
	case List:
		return list
	}
	return scalar
}

// each calls yield for the entries of a map or the elements of a sequence,
// whose keys are nil, until it returns false. Fields come as pointers into the
// answer, because making plain values of them would allocate for every node
// of a listing; plain makes data of them.
func each(v any, yield func(key, value any) bool) {
	switch v := v.(type) {
	case Map:
		for _, e := range v {
			if !yield(e.Key, e.Value) {
				return
			}
		}
	case Entries:
		for i := range v.Len {
			if e := v.At(i); !yield(e.Key, e.Value) {
				return
			}
		}
	case Elements:
		for i := range v.Len {
			if !yield(nil, v.At(i)) {
				return
			}
		}
	case Change:
		_ = yield(Keyword("key"), v.Key) && yield(Keyword("first"), v.First) && yield(Keyword("second"), v.Second)
	case []any:
		eachElement(v, yield)
	case List:
		eachElement(v, yield)
	case []string:
		for i := range v {
			if !yield(nil, &v[i]) {
				return
			}
		}
	case []*client.Node:
		for _, n := range v {
			if !yield(nil, n) {
				return
			}
		}
	case Table:
		for i := range v.Rows {
			if !yield(nil, v.row(i)) {
				return
			}
		}
	case *client.Response:
		eachOfResponse(v, yield)
	case *client.Listing:
		eachOfListing(v, yield)
	case *client.Node, *client.Item:
		n, nodes := nodeOf(v)
		eachOfNode(n, nodes, yield)
	case children:
		for n := range v.Children() {
			if !yield(nil, n) {
				return
			}
		}
	case Directory:
		v.each(yield)
	case client.Meta:
		eachOfMeta(v, yield)
	}
}

func eachElement(elements []any, yield func(key, value any) bool) {
	for _, e := range elements {
		if !yield(nil, e) {
			return
		}
	}
}

// size counts what each would give.
func size(v any) int {
	n := 0
	each(v, func(_, _ any) bool { n++; return true })
	return n
}

// plain is the data that a pointer from each stands for.
func plain(v any) any {
	switch v := v.(type) {
	case *string:
		return *v
	case *int64:
		return *v
	case *uint64:
		return *v
	case *time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return v
}

// index is a header of etcd's as the Clojure library gives it: a string, nil
// when the server did not send it.
func index(header *uint64) any {
	if header == nil {
		return nil
	}
	return strconv.FormatUint(*header, 10)
}
