package sandbox_test

import (
	"testing"

	"etcd2sh/client/sandbox"
)

// TestCutAndHeal: a member that is cut off answers from what it had, until it is
// joined to the others again.
func TestCutAndHeal(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	first := leader(t, c)
	alone, at := (first+1)%3, c.Endpoints()
	put(t, at[first], "k", "before")
	wantValue(t, at[alone], "k", "before")
	if err := c.Cut(alone); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		put(t, at[first], "k", "meanwhile")
	}
	if got, err := get(at[alone], "k", ""); err != nil || got != "before" {
		t.Errorf("at the member that is cut off: got %q, %v; want what it had", got, err)
	}
	if err := c.Heal(alone); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the member catches up", func() bool {
		got, err := get(at[alone], "k", "")
		return err == nil && got == "meanwhile"
	})
	put(t, at[alone], "k", "after")
	wantValue(t, at[first], "k", "after")
	if err := c.Cut(3); err == nil {
		t.Error("cut of a member that is not there: got no error")
	}
}
