package lang

import (
	"fmt"

	"etcd2sh/repl/lang/scan"
)

// OptionKind is what kind of value an option has. Its zero value is Flag.
type OptionKind struct{ *optionKind }

type optionKind struct {
	Offer
	// read reads a value; its error reads on from the option's name.
	read func(t scan.Token) (any, error)
}

// The kinds of options.
var (
	// Flag is true when it stands alone: [Call.Flag], [Call.OptionFlag].
	Flag OptionKind
	// Uint is a whole number: [Call.OptionUint].
	Uint = OptionKind{&optionKind{read: textual(parseUint)}}
	// Index is a modifiedIndex to compare with: [Call.OptionUint].
	Index = OptionKind{&optionKind{Offer: Offer{present: presentIndex, warning: indexWarning}, read: textual(parseUint)}}
	// String is a string: [Call.OptionString].
	String = OptionKind{&optionKind{read: readString}}
	// Present is a string that may be what the key of the command holds now:
	// [Call.OptionString].
	Present = OptionKind{&optionKind{Offer: Offer{present: presentValue}, read: readString}}
	// File is the path of a file: [Call.OptionString].
	File = OptionKind{&optionKind{Offer: Offer{sort: SortFile}, read: readString}}
	// UserOption is NAME or NAME:PASSWORD, of which no more than the name is shown:
	// [Call.OptionString].
	UserOption = OptionKind{&optionKind{read: readString}}
	// Duration is 500ms or 2s; a bare number is milliseconds, as in the Clojure
	// library: [Call.OptionDuration].
	Duration = OptionKind{&optionKind{read: textual(ParseDuration)}}
	// KeyOption is a key of the store: [Call.OptionKey].
	KeyOption = OptionKind{&optionKind{Offer: Offer{sort: SortKey}, read: func(t scan.Token) (any, error) { return ParseKey(t) }}}
)

// TakesValue reports whether the option wants a value after it.
func (k OptionKind) TakesValue() bool { return k.optionKind != nil }

// Offers gives what whoever types the value is helped with.
func (k OptionKind) Offers() Offer {
	if k.optionKind == nil {
		return Offer{names: func(Names, []Part) []Name { return []Name{{Text: "true"}, {Text: "false"}} }}
	}
	return k.Offer
}

func readString(t scan.Token) (any, error) { return textOf(t) }

// badValue is the reason why a value is wrong; it reads on from the option's
// name.
type badValue struct{ error }

// textual makes a reader of tokens of one of texts.
func textual[T any](parse func(text string) (T, error)) func(scan.Token) (any, error) {
	return func(t scan.Token) (any, error) {
		text, err := textOf(t)
		if err != nil {
			return nil, err
		}
		v, err := parse(text)
		if err != nil {
			return nil, badValue{err}
		}
		return v, nil
	}
}

// read reads the option's value.
func (o Option) read(t scan.Token) (any, error) {
	if !o.Kind.TakesValue() {
		if t.Text != "true" && t.Text != "false" {
			return nil, fmt.Errorf("--%s is true or false, not %q", o.Name, t.Text)
		}
		return t.Text == "true", nil
	}
	v, err := o.Kind.read(t)
	if bad, ok := err.(badValue); ok {
		return nil, fmt.Errorf("--%s %w", o.Name, bad.error)
	}
	return v, err
}
