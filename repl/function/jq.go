package function

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/itchyny/gojq"
)

// bindJQ compiles a jq program. It sees the old value and nothing else: no
// environment, no further inputs, no modules.
func bindJQ(f Function, args []string) (Application, error) {
	code, err := CompileJQ(args[0])
	if err != nil {
		return Application{}, fmt.Errorf("%s %w", f.Name, err)
	}
	return f.applying(func(ctx context.Context, _ []string, old string) (string, error) {
		return runJQ(ctx, code, old)
	}), nil
}

// CompileJQ compiles a jq program that sees no environment, no further inputs and
// no modules. Its error reads on from what the program is for.
func CompileJQ(program string) (*gojq.Code, error) {
	query, err := gojq.Parse(program)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", quoteShort(program), err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, fmt.Errorf("cannot compile %s: %w", quoteShort(program), err)
	}
	return code, nil
}

func runJQ(ctx context.Context, code *gojq.Code, old string) (string, error) {
	text, err := parseJSON(old)
	if err != nil {
		return "", err
	}
	input, err := DecodeJSON(text)
	if err != nil {
		return "", err
	}
	outputs := code.RunWithContext(ctx, input)
	output, ok := outputs.Next()
	if !ok {
		return "", errors.New("gives no output, but the new value must be exactly one")
	}
	if err, failed := output.(error); failed {
		return "", fmt.Errorf("makes the program fail: %w", err)
	}
	more, ok := outputs.Next()
	if err, failed := more.(error); failed {
		return "", fmt.Errorf("makes the program fail: %w", err)
	}
	if ok {
		return "", errors.New("gives several outputs, but the new value must be exactly one")
	}
	result, err := gojq.Marshal(output)
	if err != nil {
		return "", err
	}
	return string(result), nil
}

// DecodeJSON decodes one value whose numbers stay json.Number, so that none
// loses a digit.
func DecodeJSON(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("is not JSON: %w", err)
	}
	return v, nil
}

// equalJSON compares values as decodeJSON gives them. Numbers are equal when
// they have the same value, however they are spelled; those with an exponent
// beyond maxExponent only when they are spelled alike.
func equalJSON(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		return ok && equalNumbers(a.String(), b.String())
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equalJSON)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, equalJSON)
	default: // a string, a boolean or nil
		return a == b
	}
}

func equalNumbers(a, b string) bool {
	x, err := ParseNumber(a)
	if err != nil {
		return a == b
	}
	y, err := ParseNumber(b)
	return err == nil && x.Equal(y)
}
