package torture_test

import (
	"fmt"
	"strings"
	"testing"

	"etcd2sh/client/internal/clienttest"

	"github.com/anishathalye/porcupine"
)

// call is an operation on one key. Each write has a value of its own in a
// history, so that a value tells which write it came from.
type call struct {
	op       string // get, set, cas, cas-index, swap or delete
	key      string
	value    string // what it writes; a swap writes swapped(value, old)
	old      string // what cas and cas-index compare with, directly or by its
	oldIndex uint64 // modifiedIndex; of an unknown swap, the value it read
}

// seen is what an answer tells of a key at one moment.
type seen struct {
	value string // "" where the key is missing
	index uint64 // its modifiedIndex; 0 where it is missing or was not told
}

// untold is the value of a key that was only seen by its index.
const untold = "?"

// result is how an operation ended: done, refused or unknown. A write of which
// is known that it never began is in no history at all.
type result struct {
	outcome string
	before  seen   // the key as the operation met it; not told of an unknown outcome
	index   uint64 // of a write that was done
}

// swapped is a swap's function: it keeps one predecessor, so that a value does
// not grow and a function applied twice shows.
func swapped(value, old string) string {
	last, _, _ := strings.Cut(old, "<")
	return value + "<" + last
}

// register is the state of one key.
type register struct {
	seen
	floor uint64 // the newest index that is known; a later write has a larger one
}

// meets reports whether the register can be as an answer has it, and what is
// known of it then.
func (r register) meets(s seen) (register, bool) {
	if s.value != untold && s.value != r.value || s.index != 0 && r.value == "" {
		return r, false
	}
	if s.index == 0 || s.index == r.index {
		return r, true
	}
	if r.index != 0 || s.index <= r.floor { // 0 is that of an unknown write, which is told now
		return r, false
	}
	r.index, r.floor = s.index, s.index
	return r, true
}

// applies reports whether a write's condition holds.
func (r register) applies(c call) bool {
	switch c.op {
	case "cas", "cas-index":
		return r.value == c.old && (c.op == "cas" || r.index == 0 || r.index == c.oldIndex)
	case "swap", "delete":
		return r.value != "" && (c.old == "" || c.old == r.value)
	}
	return true
}

// apply is the register after a write; at is its index, 0 if it is not known.
func (r register) apply(c call, at uint64) register {
	next := register{seen: seen{c.value, at}, floor: max(r.floor, at)}
	switch c.op {
	case "swap":
		next.value = swapped(c.value, r.value)
	case "delete":
		next.seen = seen{}
	}
	return next
}

// step says whether an operation can have ended so in that state, and what
// the state is after it. An unknown write has not returned: it may be the last
// of all, where nobody sees whether it happened.
func step(state, input, output any) (bool, any) {
	r, c, out := state.(register), input.(call), output.(result)
	if out.outcome == clienttest.Unknown {
		if r.applies(c) {
			return true, r.apply(c, 0)
		}
		return true, r
	}
	r, ok := r.meets(out.before)
	switch {
	case !ok:
		return false, r
	case out.outcome == clienttest.Refused:
		return !r.applies(c) || c.op == "get" && r.value == "", r
	case c.op == "get":
		return r.value != "", r
	}
	return r.applies(c) && out.index > r.floor, r.apply(c, out.index)
}

// model is a store of registers: each key is checked by itself.
var model = porcupine.Model{
	Partition: func(history []porcupine.Operation) (parts [][]porcupine.Operation) {
		at := map[string]int{}
		for _, o := range history {
			key := o.Input.(call).key
			i, ok := at[key]
			if !ok {
				i = len(parts)
				at[key], parts = i, append(parts, nil)
			}
			parts[i] = append(parts[i], o)
		}
		return parts
	},
	Init:              func() any { return register{} },
	Step:              step,
	DescribeOperation: func(input, output any) string { return describe(input.(call), output.(result)) },
	DescribeState:     func(state any) string { return state.(register).String() },
}

func (s seen) String() string {
	if s.value == "" {
		return "missing"
	}
	return fmt.Sprintf("%s@%d", s.value, s.index)
}

func describe(c call, out result) string {
	text := c.op + " " + c.key
	if c.old != "" {
		text += " " + seen{c.old, c.oldIndex}.String()
	}
	if c.value != "" {
		text += " " + c.value
	}
	text += ": " + out.outcome
	if out.outcome != clienttest.Unknown {
		text += ", met " + out.before.String()
	}
	if out.index != 0 {
		text += fmt.Sprintf(", at %d", out.index)
	}
	return text
}

// TestModel has short histories of one key and what must be thought of them:
// a checker that allows everything proves nothing.
func TestModel(t *testing.T) {
	t.Parallel()
	set := func(value string, met seen, at uint64) porcupine.Operation {
		return porcupine.Operation{Input: call{op: "set", value: value}, Output: result{clienttest.Done, met, at}}
	}
	get := func(met seen) porcupine.Operation {
		return porcupine.Operation{Input: call{op: "get"}, Output: result{outcome: clienttest.Done, before: met}}
	}
	cas := func(old, value, outcome string, met seen, at uint64) porcupine.Operation {
		return porcupine.Operation{Input: call{op: "cas", old: old, value: value}, Output: result{outcome, met, at}}
	}
	lost := func(op, value string) porcupine.Operation {
		return porcupine.Operation{Input: call{op: op, value: value}, Output: result{outcome: clienttest.Unknown}}
	}
	lostSwap := func(old, value string) porcupine.Operation {
		return porcupine.Operation{Input: call{op: "swap", value: value, old: old}, Output: result{outcome: clienttest.Unknown}}
	}
	a, b := set("a", seen{}, 1), set("b", seen{"a", 1}, 2)
	for name, try := range map[string]struct {
		history []porcupine.Operation
		want    porcupine.CheckResult
	}{
		"in order":                     {[]porcupine.Operation{a, get(seen{"a", 1}), b, get(seen{"b", 2})}, porcupine.Ok},
		"a stale read":                 {[]porcupine.Operation{a, b, get(seen{"a", 1})}, porcupine.Illegal},
		"a lost write":                 {[]porcupine.Operation{a, get(seen{})}, porcupine.Illegal},
		"a write twice":                {[]porcupine.Operation{a, b, get(seen{"a", 3})}, porcupine.Illegal},
		"the right value elsewhere":    {[]porcupine.Operation{a, get(seen{"a", 2})}, porcupine.Illegal},
		"an index that falls":          {[]porcupine.Operation{set("a", seen{}, 5), set("b", seen{"a", 5}, 4)}, porcupine.Illegal},
		"nobody wrote it":              {[]porcupine.Operation{get(seen{"a", 1})}, porcupine.Illegal},
		"swapped":                      {[]porcupine.Operation{a, cas("a", "b", clienttest.Done, seen{"a", 1}, 2), get(seen{"b", 2})}, porcupine.Ok},
		"swapped over another":         {[]porcupine.Operation{a, b, cas("a", "c", clienttest.Done, seen{"b", 2}, 3)}, porcupine.Illegal},
		"refused":                      {[]porcupine.Operation{a, b, cas("a", "c", clienttest.Refused, seen{"b", 0}, 0)}, porcupine.Ok},
		"refused for no reason":        {[]porcupine.Operation{a, cas("a", "c", clienttest.Refused, seen{"a", 0}, 0)}, porcupine.Illegal},
		"refused, but done":            {[]porcupine.Operation{a, b, cas("a", "c", clienttest.Refused, seen{"b", 0}, 0), get(seen{"c", 3})}, porcupine.Illegal},
		"unknown, it happened":         {[]porcupine.Operation{a, lost("set", "b"), get(seen{"b", 2})}, porcupine.Ok},
		"unknown, it happened late":    {[]porcupine.Operation{a, lost("set", "b"), get(seen{"a", 1}), get(seen{"b", 2})}, porcupine.Ok},
		"unknown, never":               {[]porcupine.Operation{a, lost("set", "b"), get(seen{"a", 1})}, porcupine.Ok},
		"unknown, it happened twice":   {[]porcupine.Operation{a, lost("set", "x"), get(seen{"x", 2}), set("b", seen{"x", 2}, 3), get(seen{"x", 4})}, porcupine.Illegal},
		"unknown, seen too early":      {[]porcupine.Operation{a, get(seen{"b", 2}), lost("set", "b")}, porcupine.Illegal},
		"unknown swap, it happened":    {[]porcupine.Operation{a, lostSwap("a", "b"), get(seen{"b<a", 2})}, porcupine.Ok},
		"unknown swap, applied twice":  {[]porcupine.Operation{a, lostSwap("a", "b"), get(seen{"b<b", 3})}, porcupine.Illegal},
		"unknown swap of an unknown":   {[]porcupine.Operation{lost("set", "b"), lostSwap("b", "c"), get(seen{"c<b", 2})}, porcupine.Ok},
		"unknown swap of an unseen":    {[]porcupine.Operation{lost("set", "b"), lostSwap("b", "c"), lostSwap("c<b", "d"), get(seen{"d<c", 3})}, porcupine.Ok},
		"unknown swap over another":    {[]porcupine.Operation{a, b, lostSwap("a", "c"), get(seen{"c<a", 3})}, porcupine.Illegal},
		"unknown, seen by its index":   {[]porcupine.Operation{a, lost("set", "b"), {Input: call{op: "cas-index", value: "c", old: "a", oldIndex: 1}, Output: result{clienttest.Refused, seen{untold, 2}, 0}}, set("d", seen{"a", 1}, 3)}, porcupine.Ok},
		"refused at its own index":     {[]porcupine.Operation{a, {Input: call{op: "cas-index", value: "c", old: "a", oldIndex: 1}, Output: result{clienttest.Refused, seen{untold, 1}, 0}}}, porcupine.Illegal},
		"unknown delete, it happened":  {[]porcupine.Operation{a, lost("delete", ""), get(seen{"a", 1}), set("c", seen{}, 3)}, porcupine.Ok},
		"two that hid behind unknowns": {[]porcupine.Operation{lost("set", "a"), lost("set", "b"), get(seen{"b", 2}), get(seen{"a", 1})}, porcupine.Illegal},
	} {
		t.Run(name, func(t *testing.T) {
			for i := range try.history {
				o := &try.history[i]
				o.ClientId, o.Call, o.Return = i, int64(2*i), int64(2*i+1)
			}
			if got := porcupine.CheckOperationsTimeout(model, completed(try.history), 0); got != try.want {
				t.Errorf("got %s, want %s", got, try.want)
			}
		})
	}
}
