package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"

	"github.com/itchyny/gojq"
)

// queryJQ applies a jq program to data.
func (f *Frame) queryJQ(ctx context.Context, st lang.Stage, v any) (any, error) {
	input, err := jqInput(v)
	if err != nil {
		return nil, err
	}
	return Results(func(yield func(any, error) bool) {
		outputs := st.JQ.RunWithContext(ctx, input)
		for {
			output, ok := outputs.Next()
			if !ok {
				return
			}
			if halt, ok := output.(*gojq.HaltError); ok && halt.Value() == nil {
				return // as jq does, which calls it no failure
			}
			if err, failed := output.(error); failed {
				yield(nil, jqFailed(ctx, v, err))
				return
			}
			if !yield(f.asJQ(fromJSON(output), st.Raw), nil) {
				return
			}
		}
	}), nil
}

// jqInput gives what a jq program is applied to: the JSON form of data, but a
// string that holds an object or an array is that, as it is to the jq of swap!.
func jqInput(v any) (any, error) {
	if text, ok := document(v); ok {
		return function.DecodeJSON([]byte(text))
	}
	if input, ok := render.Decoded(v); ok {
		return input, nil
	}
	_, input, err := asJSON(v)
	return input, err
}

// document gives a string that holds a JSON object or array.
func document(v any) (text string, ok bool) {
	text, _ = v.(string)
	begin := strings.TrimLeft(text, " \t\r\n")
	return text, begin != "" && (begin[0] == '{' || begin[0] == '[') && json.Valid([]byte(text))
}

// asJQ has an output printed as jq prints it: raw a string as it is, and in the
// simple format, which would take an object for a directory, as JSON.
func (f *Frame) asJQ(v any, raw bool) any {
	text, isString := v.(string)
	switch {
	case raw && isString:
		return Printed{Value: v, As: render.Raw(text)}
	case f.Settings().Output != render.Simple:
		return v
	}
	line, _, err := asJSON(v)
	if err != nil {
		return v
	}
	return Printed{Value: v, As: render.Line(line)}
}

// jqFailed says that a program gave up on its input.
func jqFailed(ctx context.Context, v any, failed error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	text, ok := document(v)
	if !ok {
		var err error
		if text, _, err = asJSON(v); err != nil {
			return err
		}
	}
	return &function.Error{Function: "jq", Reason: fmt.Sprintf("makes the program fail: %v", failed), Value: text}
}

// asJSON gives the JSON form of data, as text and decoded.
func asJSON(v any) (string, any, error) {
	var text bytes.Buffer
	if err := (render.Style{Format: render.JSON}).Result(&text, v); err != nil {
		return "", nil, err
	}
	if text.Len() == 0 { // render.Nothing
		return "null", nil, nil
	}
	decoded, err := function.DecodeJSON(text.Bytes())
	return strings.TrimSuffix(text.String(), "\n"), decoded, err
}

// fromJSON gives a jq program's output as data, its parts when they are asked for;
// the keys of an object are sorted, as jq does.
func fromJSON(v any) any {
	switch v := v.(type) {
	case nil, bool, string, int:
		return v
	case []any:
		return render.Elements{Len: len(v), At: func(i int) any { return fromJSON(v[i]) }}
	case map[string]any:
		keys := slices.AppendSeq(make([]string, 0, len(v)), maps.Keys(v))
		slices.Sort(keys)
		return render.Entries{Len: len(keys), At: func(i int) render.Entry {
			return render.Entry{Key: keys[i], Value: fromJSON(v[keys[i]])}
		}}
	case json.Number:
		return render.Number(v)
	}
	number, err := gojq.Marshal(v)
	switch {
	case err != nil:
		return fmt.Sprint(v)
	case string(number) == "null": // nan, as jq prints it
		return nil
	}
	return render.Number(number)
}
