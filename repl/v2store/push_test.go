package v2store_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/repl/doctor"
	"etcd2sh/repl/v2store"
)

// interrupt is progress that ends what it is of after some steps.
type interrupt struct {
	after atomic.Int64
	end   func()
}

func (i *interrupt) Add(n int) {
	if i.after.Add(int64(-n)) <= 0 {
		i.end()
	}
}

func (i *interrupt) Done() {}

func newPush(t *testing.T, c *client.Client) *v2store.Push {
	t.Helper()
	facts, err := doctor.Examine(t.Context(), c, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := v2store.NewPush(facts, gateway.New(c, gateway.User{}))
	if err != nil {
		t.Fatal(err)
	}
	p.Progress, p.Moved = uncounted{}, func(v2store.Pushed, int) {}
	return p
}

// An interrupted push tells how far it had come, and has changed nothing.
func TestPushCanBeInterrupted(t *testing.T) {
	t.Parallel()
	c := sandboxtest.Client(t, sandboxtest.Start(t, 1).Endpoints()...)
	revision := func() int64 {
		answer, err := gateway.New(c, gateway.User{}).Range(t.Context(), gateway.Range{Key: []byte("/"), Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return answer.Header.Revision
	}
	before := revision()
	p := newPush(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	i := &interrupt{end: cancel}
	i.after.Store(10)
	p.Progress = i
	err := p.Run(ctx)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "no snapshot yet of m0") || p.Entries < 10 {
		t.Errorf("got %v after %d entries", err, p.Entries)
	}
	if after := revision(); after != before {
		t.Errorf("revision: got %d, want %d as before", after, before)
	}
}

// Of three members that make snapshots at different times, each is told of once, and
// the push ends with the last of them.
func TestPushEndsWithTheLastMember(t *testing.T) {
	t.Parallel()
	members := upgradetest.New(t, 3)
	for i, m := range members {
		m.Launch(upgradetest.Etcd35, "--snapshot-count="+[]string{"20", "300", "600"}[i])
	}
	for _, m := range members {
		m.AwaitServing()
	}
	p := newPush(t, sandboxtest.Client(t, members[0].Client))
	var told []string
	p.Moved = func(m v2store.Pushed, n int) { told = append(told, m.Name) }
	if err := p.Run(t.Context()); err != nil || strings.Join(told, " ") != "m0 m1 m2" {
		t.Errorf("got %v, %v", told, err)
	}
	if p.Entries < 500 || p.Entries > 2000 {
		t.Errorf("entries: got %d", p.Entries)
	}
}
