package repltest

import (
	"testing"

	"etcd2sh/render"
)

// KeysOnce checks that no map in data has a key twice.
func KeysOnce(t testing.TB, v any) {
	t.Helper()
	switch v := v.(type) {
	case render.Map:
		seen := map[any]bool{}
		for _, e := range v {
			if seen[e.Key] {
				t.Errorf("got the key %v twice in %v", e.Key, v)
			}
			seen[e.Key] = true
			KeysOnce(t, e.Value)
		}
	case render.List:
		KeysOnce(t, []any(v))
	case []any:
		for _, element := range v {
			KeysOnce(t, element)
		}
	}
}
