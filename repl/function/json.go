package function

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// The functions of JSON edit its text: what they do not touch keeps its order
// and the spelling of its strings and numbers. Only blanks are removed.

// member is one member of an object; key and value are JSON text.
type member struct {
	name       string
	key, value jsontext.Value
}

// onArray binds a function of an array and of JSON arguments.
func onArray(edit func(elements, args []jsontext.Value) ([]jsontext.Value, error)) func(Function, []string) (Application, error) {
	return func(f Function, args []string) (Application, error) {
		values := make([]jsontext.Value, len(args))
		for i, arg := range args {
			v, err := jsonArgument(arg)
			if err != nil {
				return Application{}, fmt.Errorf("%s: %s %w", f.Name, quoteShort(arg), err)
			}
			values[i] = v
		}
		return f.applying(func(_ context.Context, _ []string, old string) (string, error) {
			elements, err := parseArray(old)
			if err != nil {
				return "", err
			}
			elements, err = edit(elements, values)
			if err != nil {
				return "", err
			}
			return "[" + string(bytes.Join(asBytes(elements), []byte(","))) + "]", nil
		}), nil
	}
}

func conj(elements, args []jsontext.Value) ([]jsontext.Value, error) {
	return append(elements, args...), nil
}

func disj(elements, args []jsontext.Value) ([]jsontext.Value, error) {
	unwanted := make([]any, len(args))
	for i, arg := range args {
		v, err := DecodeJSON(arg)
		if err != nil {
			return nil, err
		}
		unwanted[i] = v
	}
	var kept []jsontext.Value
	for _, element := range elements {
		v, err := DecodeJSON(element)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(unwanted, func(u any) bool { return equalJSON(u, v) }) {
			kept = append(kept, element)
		}
	}
	return kept, nil
}

// onObject is a function of an object.
func onObject(edit func(members []member) []member) applyFunc {
	return func(_ context.Context, _ []string, old string) (string, error) {
		members, err := parseObject(old)
		if err != nil {
			return "", err
		}
		fields := make([][]byte, 0, len(members))
		for _, m := range edit(members) {
			fields = append(fields, slices.Concat(m.key, []byte(":"), m.value))
		}
		return "{" + string(bytes.Join(fields, []byte(","))) + "}", nil
	}
}

func bindAssoc(f Function, args []string) (Application, error) {
	key, err := jsontext.AppendQuote(nil, args[0])
	if err != nil {
		return Application{}, fmt.Errorf("%s: %s is not UTF-8", f.Name, quoteShort(args[0]))
	}
	value, err := jsonArgument(args[1])
	if err != nil {
		return Application{}, fmt.Errorf("%s: %s %w", f.Name, quoteShort(args[1]), err)
	}
	added := []member{{args[0], key, value}}
	return f.applying(onObject(func(members []member) []member {
		return mergeMembers(members, added)
	})), nil
}

func bindDissoc(f Function, args []string) (Application, error) {
	names := slices.Clone(args)
	return f.applying(onObject(func(members []member) []member {
		return slices.DeleteFunc(members, func(m member) bool { return slices.Contains(names, m.name) })
	})), nil
}

func bindMerge(f Function, args []string) (Application, error) {
	added, err := parseObject(args[0])
	if err != nil {
		return Application{}, fmt.Errorf("%s: %s %w", f.Name, quoteShort(args[0]), err)
	}
	return f.applying(onObject(func(members []member) []member {
		return mergeMembers(members, added)
	})), nil
}

// mergeMembers sets each added member: in its place where there is one of its
// name, else at the end.
func mergeMembers(members, added []member) []member {
	places := make(map[string]int, len(members))
	for i, m := range members {
		places[m.name] = i
	}
	for _, m := range added {
		if i, ok := places[m.name]; ok {
			members[i].value = m.value
		} else {
			members = append(members, m)
		}
	}
	return members
}

// jsonArgument is a V as JSON: itself when it is JSON, else a string.
func jsonArgument(text string) (jsontext.Value, error) {
	if jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true)) {
		return parseJSON(text)
	}
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return nil, errors.New("is not UTF-8")
	}
	return quoted, nil
}

func parseArray(text string) ([]jsontext.Value, error) {
	v, err := parseJSON(text)
	if err != nil {
		return nil, err
	}
	if v.Kind() != '[' {
		return nil, errors.New("is not a JSON array")
	}
	return children(v)
}

func parseObject(text string) ([]member, error) {
	v, err := parseJSON(text)
	if err != nil {
		return nil, err
	}
	if v.Kind() != '{' {
		return nil, errors.New("is not a JSON object")
	}
	parts, err := children(v)
	if err != nil {
		return nil, err
	}
	members := make([]member, 0, len(parts)/2)
	for pair := range slices.Chunk(parts, 2) {
		name, err := jsontext.AppendUnquote(nil, pair[0])
		if err != nil {
			return nil, err
		}
		members = append(members, member{string(name), pair[0], pair[1]})
	}
	return members, nil
}

// parseJSON is the text without blanks, when it is one JSON value in UTF-8 in
// which no object has a key twice.
func parseJSON(text string) (jsontext.Value, error) {
	v := jsontext.Value(text)
	err := v.Compact(jsontext.AllowDuplicateNames(false), jsontext.AllowInvalidUTF8(false))
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return nil, errors.New("has a key twice in one JSON object")
	}
	if err != nil {
		return nil, fmt.Errorf("is not JSON: %w", syntaxReason(err))
	}
	return v, nil
}

// syntaxReason is what a syntax error says, without its prefix and its place.
func syntaxReason(err error) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) && syntax.Err != nil {
		return syntax.Err
	}
	return err
}

// children are the elements of an array, or the keys and values of an object.
func children(v jsontext.Value) ([]jsontext.Value, error) {
	d := jsontext.NewDecoder(bytes.NewReader(v))
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var parts []jsontext.Value
	for kind := d.PeekKind(); kind != ']' && kind != '}'; kind = d.PeekKind() {
		part, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		parts = append(parts, part.Clone())
	}
	return parts, nil
}

func asBytes(values []jsontext.Value) [][]byte {
	texts := make([][]byte, len(values))
	for i, v := range values {
		texts[i] = v
	}
	return texts
}
