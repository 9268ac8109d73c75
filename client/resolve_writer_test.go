package client_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"etcd2sh/client"
)

// writer is who writes in a test of Resolve.
type writer struct {
	t  testing.TB
	c  *client.Client
	at uint64 // where /d/k was before
}

// brieflyOptions bound how long a history without the event is searched.
var brieflyOptions = client.Options{Timeout: 300 * time.Millisecond}

func (w writer) cas(index uint64, o client.SetOptions) error {
	o.Options = brieflyOptions
	_, err := w.c.CompareAndSwapIndex(context.Background(), "/d/k", index, "1", o)
	return err
}

func (w writer) delete(o client.DeleteOptions) error {
	o.Options = brieflyOptions
	_, err := w.c.Delete(context.Background(), "/d/k", o)
	return err
}

func (w writer) refresh(o client.SetOptions) error {
	o.Options = brieflyOptions
	_, err := w.c.Refresh(context.Background(), "/d/k", 1000, o)
	return err
}

func atIndex(w writer) error  { return w.cas(w.at, client.SetOptions{}) }
func atStale(w writer) error  { return w.cas(w.at-1, client.SetOptions{}) }
func atFuture(w writer) error { return w.cas(w.at+2, client.SetOptions{}) }
func atBoth(w writer) error   { return w.cas(w.at, client.SetOptions{PrevValue: new("0")}) }
func atIndexTTL(w writer) error {
	return w.cas(w.at, client.SetOptions{TTL: new(uint64(1000))})
}

func deletePlain(w writer) error { return w.delete(client.DeleteOptions{}) }
func deleteAt(w writer) error    { return w.delete(client.DeleteOptions{PrevIndex: &w.at}) }
func deleteValue(w writer) error { return w.delete(client.DeleteOptions{PrevValue: new("0")}) }

func refreshAny(w writer) error { return w.refresh(client.SetOptions{}) }
func refreshAt(w writer) error  { return w.refresh(client.SetOptions{PrevIndex: &w.at}) }

func atValue(w writer) error {
	_, err := w.c.CompareAndSwap(context.Background(), "/d/k", "0", "1", client.SetOptions{Options: brieflyOptions})
	return err
}

func setPlain(w writer) error {
	_, err := w.c.Set(context.Background(), "/d/k", "1", client.SetOptions{Options: brieflyOptions})
	return err
}

func updatePlain(w writer) error {
	_, err := w.c.Update(context.Background(), "/d/k", "1", client.SetOptions{Options: brieflyOptions})
	return err
}

func createNew(w writer) error {
	_, err := w.c.Create(context.Background(), "/d/new", "1", client.SetOptions{Options: brieflyOptions})
	return err
}

func mkdirNew(w writer) error {
	_, err := w.c.Mkdir(context.Background(), "/d/new", client.SetOptions{Options: brieflyOptions})
	return err
}

func inOrder(w writer) error {
	_, err := w.c.CreateInOrder(context.Background(), "/d", "1", client.SetOptions{Options: brieflyOptions})
	return err
}

// swapOnce is a swap whose repeats are lost too.
func swapOnce(w writer) error {
	_, err := w.c.Swap(context.Background(), "/d/k", func(string) (string, error) { return "1", nil }, client.SwapOptions{Options: brieflyOptions})
	return err
}

func nothing(writer) {}

func both(a, b func(writer)) func(writer) {
	return func(w writer) { a(w); b(w) }
}

// next does as if the key had been changed once.
func next(do func(writer)) func(writer) {
	return func(w writer) { w.at++; do(w) }
}

func (w writer) must(_ *client.Response, err error) {
	if err != nil {
		w.t.Error(err)
	}
}

func rivalSet(key, value string) func(writer) {
	return func(w writer) {
		w.must(w.c.Set(context.Background(), key, value, client.SetOptions{}))
	}
}

func rivalSwap(value string) func(writer) {
	return func(w writer) {
		w.must(w.c.CompareAndSwapIndex(context.Background(), "/d/k", w.at, value, client.SetOptions{}))
	}
}

func rivalDelete(key string) func(writer) {
	return func(w writer) {
		w.must(w.c.Delete(context.Background(), key, client.DeleteOptions{Recursive: true}))
	}
}

// rivalEmpty looks like a refresh with its ttl and without a value.
func rivalEmpty(w writer) {
	w.must(w.c.CompareAndSwapIndex(context.Background(), "/d/k", w.at, "", client.SetOptions{TTL: new(uint64(1000))}))
}

func rivalCreate(key, value string) func(writer) {
	return func(w writer) {
		w.must(w.c.Create(context.Background(), key, value, client.SetOptions{}))
	}
}

func rivalRefresh(w writer) {
	w.must(w.c.Refresh(context.Background(), "/d/k", 1000, client.SetOptions{}))
}

// overrun makes etcd forget all that was before.
func overrun(w writer) {
	for range 1001 {
		rivalSet("/other", "x")(w)
	}
}

func clearKeys(t testing.TB, c *client.Client) {
	t.Helper()
	_, err := c.Delete(t.Context(), "/d", client.DeleteOptions{Recursive: true})
	if err != nil && !errors.Is(err, client.ErrKeyNotFound) {
		t.Fatal(err)
	}
}
