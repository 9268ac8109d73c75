package lang

import (
	"fmt"

	"etcd2sh/repl/lang/scan"
)

// OptionKind is what kind of value an option has. Its zero value is Flag.
type OptionKind struct{ *optionKind }

type optionKind struct {
	// read reads a value; its error reads on from the option's name.
	read    func(t scan.Token) (any, error)
	warning func(text string) string
}

// The kinds of options.
var (
	// Flag is true when it stands alone: [Call.Flag], [Call.OptionFlag].
	Flag OptionKind
	// Uint is a whole number: [Call.OptionUint].
	Uint = OptionKind{&optionKind{read: textual(parseUint)}}
	// Index is a modifiedIndex to compare with: [Call.OptionUint].
	Index = OptionKind{&optionKind{read: textual(parseUint), warning: indexWarning}}
	// String is a string: [Call.OptionString].
	String = OptionKind{&optionKind{read: func(t scan.Token) (any, error) { return textOf(t) }}}
	// Duration is 500ms or 2s; a bare number is milliseconds, as in the Clojure
	// library: [Call.OptionDuration].
	Duration = OptionKind{&optionKind{read: textual(ParseDuration)}}
	// KeyOption is a key of the store: [Call.OptionKey].
	KeyOption = OptionKind{&optionKind{read: func(t scan.Token) (any, error) { return ParseKey(t) }}}
)

// TakesValue reports whether the option wants a value after it.
func (k OptionKind) TakesValue() bool { return k.optionKind != nil }

// Warning tells what would surprise about a text as the option's value, or "".
func (k OptionKind) Warning(text string) string {
	if k.optionKind == nil {
		return ""
	}
	return warningOf(k.warning, text)
}

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
