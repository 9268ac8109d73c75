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

	"github.com/itchyny/gojq"
)

// queryJQ applies a jq program to data.
func queryJQ(ctx context.Context, code *gojq.Code, v any) (any, error) {
	text, input, err := asJSON(v)
	if err != nil {
		return nil, err
	}
	return Results(func(yield func(any, error) bool) {
		outputs := code.RunWithContext(ctx, input)
		for {
			output, ok := outputs.Next()
			if !ok {
				return
			}
			if halt, ok := output.(*gojq.HaltError); ok && halt.Value() == nil {
				return // as jq does, which calls it no failure
			}
			if err, failed := output.(error); failed {
				yield(nil, jqFailed(ctx, text, err))
				return
			}
			if !yield(fromJSON(output), nil) {
				return
			}
		}
	}), nil
}

// jqFailed says that a program gave up on its input.
func jqFailed(ctx context.Context, input string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &function.Error{Function: "jq", Reason: fmt.Sprintf("makes the program fail: %v", err), Value: input}
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

// fromJSON gives a jq program's output as data; the keys of an object are
// sorted, as jq does.
func fromJSON(v any) any {
	switch v := v.(type) {
	case nil, bool, string:
		return v
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = fromJSON(e)
		}
		return list
	case map[string]any:
		m := make(render.Map, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			m = append(m, render.Entry{Key: key, Value: fromJSON(v[key])})
		}
		return m
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
