package render_test

import (
	"slices"
	"testing"

	"etcd2sh/render"
)

// TestMapWith: a map that is added to has no key twice, and stays as it was.
func TestMapWith(t *testing.T) {
	t.Parallel()
	m := render.Map{{Key: "a", Value: 1}, {Key: "b", Value: 2}}
	got := m.With(render.Entry{Key: "c", Value: 3}, render.Entry{Key: "a", Value: 4}, render.Entry{Key: "c", Value: 5})
	if want := (render.Map{{Key: "a", Value: 4}, {Key: "b", Value: 2}, {Key: "c", Value: 5}}); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if m[0].Value != 1 {
		t.Errorf("got %v changed", m)
	}
}
