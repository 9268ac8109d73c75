package sandbox_test

import (
	"errors"
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
	if err := c.Heal(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the member catches up", func() bool {
		got, err := get(at[alone], "k", "")
		return err == nil && got == "meanwhile"
	})
	put(t, at[alone], "k", "after")
	wantValue(t, at[first], "k", "after")
	if c.CutOff(alone) || !c.Running(alone) {
		t.Errorf("after Heal: got cut off %v, running %v", c.CutOff(alone), c.Running(alone))
	}
	if err := c.Cut(3); err == nil {
		t.Error("cut of a member that is not there: got no error")
	}
}

// TestCutSides: most of the members are not cut off, whichever were named, and each
// of all is.
func TestCutSides(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	wantCutOff := func(what string, want ...bool) {
		t.Helper()
		for i, off := range want {
			if got := c.CutOff(i); got != off {
				t.Errorf("%s: m%d is cut off: got %v, want %v", what, i, got, off)
			}
		}
	}
	if err := c.Cut(0, 1); err != nil {
		t.Fatal(err)
	}
	wantCutOff("cut 0 1", false, false, true)
	if err := c.CutAll(); err != nil {
		t.Fatal(err)
	}
	wantCutOff("cut all", true, true, true)
	if err := c.Heal(); err != nil {
		t.Fatal(err)
	}
	wantCutOff("heal", false, false, false)
}

// TestHealOfOneStopped: a member that was stopped while it was cut off starts once it
// is joined.
func TestHealOfOneStopped(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	alone := (leader(t, c) + 1) % 3
	for _, do := range []func() error{
		func() error { return c.Cut(alone) },
		func() error { return c.Stop(alone) },
		func() error { return c.Heal() },
		func() error { return c.Restart(t.Context(), alone) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	put(t, c.Endpoints()[alone], "k", "after")
	wantValue(t, c.Endpoints()[(alone+1)%3], "k", "after")
}

// TestStartOfOneCutOff: a member that could not become ready is refused at once, and
// one that starts on the larger side of a cut stays cut from the smaller.
func TestStartOfOneCutOff(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	for _, do := range []func() error{func() error { return c.Stop(1, 2) }, func() error { return c.Cut(0) }} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	var refused *sandbox.NoMajority
	if err := c.Restart(t.Context(), 1); !errors.As(err, &refused) || refused.Member != "m1" || refused.Reached != 1 {
		t.Errorf("one of a majority: got %v, want a refusal", err)
	}
	if err := c.Restart(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	put(t, c.Endpoints()[1], "k", "of two")
	if got, err := get(c.Endpoints()[0], "k", ""); err == nil && got != "" {
		t.Errorf("at the member that is cut off: got %q, want nothing", got)
	}
	if err := c.Stop(0); err != nil {
		t.Fatal(err)
	}
	if err := c.Restart(t.Context(), 0); !errors.As(err, &refused) {
		t.Errorf("a member that is cut off: got %v, want a refusal", err)
	}
}

// TestCutOfOneThatRestarted: members that are back from a stop, cut and cut again, stop and
// start as any. etcd, which reads whom it knows from its log, has met them in two ways.
func TestCutOfOneThatRestarted(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Config{Members: 3})
	for range 3 {
		for _, do := range []func() error{
			func() error { return c.Stop(0, 1, 2) },
			func() error { return c.Restart(t.Context(), 0, 1, 2) },
			func() error { return c.Cut(0) },
			func() error { return c.Stop(2) },
			func() error { return c.CutAll() },
			func() error { return c.Heal(1, 2) },
			func() error { return c.Restart(t.Context(), 2) },
			func() error { return c.Heal() },
		} {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
	}
	put(t, c.Endpoints()[0], "k", "after")
	wantValue(t, c.Endpoints()[1], "k", "after")
}
