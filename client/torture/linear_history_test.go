package torture_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// recorder keeps what several clients did at the same time and were told.
type recorder struct {
	start              time.Time
	unknowns, resolved atomic.Int64 // unknown outcomes, and those of which Resolve knew more

	mu  sync.Mutex
	ops []porcupine.Operation
}

func newRecorder() *recorder { return &recorder{start: time.Now()} }

// swapper is how a swap is done: the client's own, or a broken one.
type swapper func(c *client.Client, key string, f func(string) (string, error)) (*client.Response, error)

func clientSwap(c *client.Client, key string, f func(string) (string, error)) (*client.Response, error) {
	return c.Swap(context.Background(), key, f, client.SwapOptions{})
}

// do makes a call by a client, which id names, and records it.
func (h *recorder) do(t testing.TB, id int, c *client.Client, swap swapper, in call) result {
	called := time.Since(h.start)
	var old string
	r, err := send(c, swap, in, &old)
	out, ok := read(in, r, err)
	if out.outcome == clienttest.Unknown {
		in.old = cmp.Or(in.old, old) // a swap that nobody told of is a compare-and-set of what it read last
		out, ok = h.resolve(c, in, err)
	}
	returned := time.Since(h.start)
	if ok {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.ops = append(h.ops, porcupine.Operation{ClientId: id, Input: in, Output: out, Call: int64(called), Return: int64(returned)})
	} else if o := clienttest.Outcome(err); o != clienttest.Unreachable && o != clienttest.TimedOut && o != clienttest.Unknown && !errors.Is(err, client.ErrRaftInternal) {
		t.Errorf("%+v: got %v (%T), want it done, refused, unknown or not begun", in, err, err)
	}
	return out
}

// send makes a call. old is set to the value that a swap read last.
func send(c *client.Client, swap swapper, in call, old *string) (*client.Response, error) {
	ctx := context.Background()
	switch in.op {
	case "set":
		return c.Set(ctx, in.key, in.value, client.SetOptions{})
	case "cas":
		return c.CompareAndSwap(ctx, in.key, in.old, in.value, client.SetOptions{})
	case "cas-index":
		return c.CompareAndSwapIndex(ctx, in.key, in.oldIndex, in.value, client.SetOptions{})
	case "swap":
		return swap(c, in.key, func(now string) (string, error) { *old = now; return swapped(in.value, now), nil })
	case "delete":
		return c.Delete(ctx, in.key, client.DeleteOptions{})
	}
	return c.Get(ctx, in.key, client.GetOptions{Quorum: true})
}

// read makes a result of an answer. ok is false of a call of which was told
// that it never began: had it happened, somebody would see a value that nobody
// wrote.
func read(in call, r *client.Response, err error) (out result, ok bool) {
	var refusal *client.Error
	switch {
	case err == nil && in.op == "get":
		return result{outcome: clienttest.Done, before: nodeSeen(r.Node)}, true
	case err == nil:
		return result{outcome: clienttest.Done, before: nodeSeen(r.PrevNode), index: *r.Node.ModifiedIndex}, true
	case errors.As(err, new(*client.UnknownOutcome)):
		return result{outcome: clienttest.Unknown}, true
	case errors.Is(err, client.ErrKeyNotFound):
		return result{outcome: clienttest.Refused}, true
	case errors.Is(err, client.ErrCompareFailed) && errors.As(err, &refusal):
		return result{outcome: clienttest.Refused, before: causeSeen(in, refusal.Cause)}, true
	}
	return result{outcome: clienttest.Outcome(err)}, false
}

// resolve asks what became of an unknown write. What is told then must be as
// true as what an answer tells.
func (h *recorder) resolve(c *client.Client, in call, err error) (out result, ok bool) {
	h.unknowns.Add(1)
	var lost *client.UnknownOutcome
	errors.As(err, &lost)
	told, err := c.Resolve(context.Background(), lost, 0)
	if err != nil || told.Verdict == client.NotKnown {
		return result{outcome: clienttest.Unknown}, true
	}
	h.resolved.Add(1)
	if told.Verdict == client.CannotHappen {
		return result{outcome: clienttest.Unknown}, false
	}
	return result{outcome: clienttest.Done, before: seen{in.old, in.oldIndex}, index: told.Index}, true // it compared by index
}

func nodeSeen(n *client.Node) seen {
	if n == nil || n.Value == nil {
		return seen{}
	}
	return seen{*n.Value, *n.ModifiedIndex}
}

// causeSeen is what etcd compared with, "[given != actual]".
func causeSeen(in call, cause string) seen {
	_, actual, _ := strings.Cut(strings.TrimSuffix(cause, "]"), " != ")
	if in.op == "cas" {
		return seen{value: actual}
	}
	index, _ := strconv.ParseUint(actual, 10, 64) // 0 would be no index to see
	return seen{untold, index}
}

// completed ends each unknown write: by the time its value was first seen, if
// anybody saw it, and else it is left out, for it may as well be the last of
// all. An unknown delete cannot be told from others and never ends. A refusal
// that saw but the index of such a write is left out with it.
func completed(history []porcupine.Operation) []porcupine.Operation {
	first, told := sightings(history)
	var ops []porcupine.Operation
	for _, o := range history {
		in, out := o.Input.(call), o.Output.(result)
		when, ok := first[in.value]
		switch {
		case out.outcome == clienttest.Unknown && in.op == "delete":
			o.Return = math.MaxInt64
		case out.outcome == clienttest.Unknown && !ok, out.before.value == untold && !told[out.before.index]:
			continue
		case out.outcome == clienttest.Unknown:
			o.Return = max(o.Call, when)
		}
		ops = append(ops, o)
	}
	return ops
}

// sightings says when each value was first seen, and of which indexes the
// value is known.
func sightings(history []porcupine.Operation) (first map[string]int64, told map[uint64]bool) {
	first, told = map[string]int64{}, map[uint64]bool{}
	saw := func(value string, when int64) (news bool) {
		value, _, _ = strings.Cut(value, "<")
		at, ok := first[value]
		if news = !ok || when < at; news {
			first[value] = when
		}
		return news
	}
	for _, o := range history {
		if out := o.Output.(result); out.outcome != clienttest.Unknown && out.before.value != untold {
			told[out.before.index], told[out.index] = true, true
			saw(out.before.value, o.Return)
		}
	}
	for news := true; news; { // who saw a value, saw the one that it took the place of
		news = false
		for _, o := range history {
			in := o.Input.(call)
			if when, ok := first[in.value]; ok && o.Output.(result).outcome == clienttest.Unknown && in.old != "" {
				news = saw(in.old, when) || news
			}
		}
	}
	return first, told
}

// decisionTime bounds the check of a history, which is a hard problem.
const decisionTime = 2 * time.Minute

// check says whether the history is linearizable.
func (h *recorder) check() porcupine.CheckResult {
	h.mu.Lock()
	defer h.mu.Unlock()
	return porcupine.CheckOperationsTimeout(model, completed(h.ops), decisionTime)
}

// save writes a history that failed to files whose names it gives: as text,
// and as porcupine draws the keys that are not linearizable.
func (h *recorder) save(dir, name string) ([]string, error) {
	text := filepath.Join(dir, name+".txt")
	var lines strings.Builder
	for _, o := range h.ops {
		fmt.Fprintf(&lines, "%12d %12d %2d %s\n", o.Call, o.Return, o.ClientId, describe(o.Input.(call), o.Output.(result)))
	}
	names := []string{text}
	if err := os.WriteFile(text, []byte(lines.String()), 0o600); err != nil {
		return nil, err
	}
	for i, part := range model.Partition(completed(h.ops)) {
		verdict, info := porcupine.CheckOperationsVerbose(model, part, decisionTime)
		if verdict == porcupine.Ok {
			continue
		}
		drawing := filepath.Join(dir, fmt.Sprintf("%s-%d.html", name, i))
		if err := porcupine.VisualizePath(model, info, drawing); err != nil {
			return names, err
		}
		names = append(names, drawing)
	}
	return names, nil
}
