package tree

import "testing"

func TestBelowAndJoin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ tree, below, key string }{
		{"/", "", "/"}, {"/", "/a", "/a"}, {"/a", "", "/a"}, {"/a", "/b/c", "/a/b/c"},
	} {
		if got := Below(tt.key, tt.tree); got != tt.below {
			t.Errorf("Below(%q, %q): got %q, want %q", tt.key, tt.tree, got, tt.below)
		}
		if got := Join(tt.tree, tt.below); got != tt.key {
			t.Errorf("Join(%q, %q): got %q, want %q", tt.tree, tt.below, got, tt.key)
		}
	}
}

func TestIsBelow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		key, dir string
		want     bool
	}{
		{"/", "/", false}, {"/a", "/", true}, {"/a", "/a", false}, {"/a/b", "/a", true}, {"/ab", "/a", false}, {"/", "/a", false},
	} {
		if got := IsBelow(tt.key, tt.dir); got != tt.want {
			t.Errorf("IsBelow(%q, %q): got %v", tt.key, tt.dir, got)
		}
		if got, want := IsWithin(tt.key, tt.dir), tt.want || tt.key == tt.dir; got != want {
			t.Errorf("IsWithin(%q, %q): got %v", tt.key, tt.dir, got)
		}
	}
}

func TestParentAndName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ key, parent, name string }{
		{"/", "/", ""}, {"/a", "/", "a"}, {"/a/b", "/a", "b"},
	} {
		if got := Parent(tt.key); got != tt.parent {
			t.Errorf("Parent(%q): got %q, want %q", tt.key, got, tt.parent)
		}
		if got := Name(tt.key); got != tt.name {
			t.Errorf("Name(%q): got %q, want %q", tt.key, got, tt.name)
		}
	}
}
