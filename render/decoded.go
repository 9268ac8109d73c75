package render

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"etcd2sh/client"
)

// Decoded gives data as a decoder of JSON gives what it prints as in that format: as
// nil, bool, string, int, json.Number, []any and map[string]any. Its strings are those
// of the data. ok is false for what is no map or sequence, or has a part that is no
// plain data.
func Decoded(v any) (decoded any, ok bool) {
	if kindOf(v) == scalar {
		return nil, false
	}
	return decodedOf(v)
}

func decodedOf(v any) (decoded any, ok bool) {
	switch kindOf(v) {
	case mapping:
		m := map[string]any{}
		ok = true
		each(v, func(key, value any) bool {
			var name string
			switch key := key.(type) {
			case Keyword:
				name = string(camel(key))
			case string:
				name = key
			default:
				ok = false
			}
			var below any
			if ok {
				below, ok = decodedOf(value)
			}
			m[valid(name)] = below
			return ok
		})
		return m, ok
	case vector, list:
		all := []any{}
		ok = true
		each(v, func(_, value any) bool {
			var below any
			below, ok = decodedOf(value)
			all = append(all, below)
			return ok
		})
		return all, ok
	}
	return decodedScalar(plain(v))
}

func decodedScalar(v any) (decoded any, ok bool) {
	switch v := v.(type) {
	case nil, Nothing, *client.Response, *client.Node:
		return nil, true
	case bool, int:
		return v, true
	case string:
		return valid(v), true
	case Keyword:
		return valid(string(v)), true
	case int64:
		if v >= math.MinInt && v <= math.MaxInt {
			return int(v), true
		}
		return json.Number(strconv.FormatInt(v, 10)), true
	case uint64:
		if v <= math.MaxInt {
			return int(v), true
		}
		return json.Number(strconv.FormatUint(v, 10)), true
	case Number:
		if isNumber(string(v)) {
			return json.Number(v), true
		}
		return valid(string(v)), true
	}
	return nil, false
}

// valid is text with the replacement character for each byte that is not UTF-8.
func valid(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return string([]rune(text))
}
