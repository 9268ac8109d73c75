package race_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/race"
)

// at is a moment of the test's own clock.
func at(n int) time.Time { return time.Unix(int64(n), 0) }

func read(key string, version uint64) client.Exchange {
	return client.Exchange{Method: "GET", Key: key, Sent: true, Status: 200,
		Answer: &client.Response{Action: "get", Node: file(key, version)}}
}

// quorum is a read with quorum of a key that was the last to change.
func quorum(key string, version uint64) client.Exchange {
	x := read(key, version)
	x.Asked, x.Meta.EtcdIndex = url.Values{"quorum": {"true"}}, &version
	return x
}

func absent(key string, store uint64) client.Exchange {
	return client.Exchange{Method: "GET", Key: key, Sent: true, Status: 404, Meta: client.Meta{EtcdIndex: &store},
		Refusal: &client.Error{Code: client.ErrKeyNotFound}}
}

// wrote is a write at index that replaced before, or nothing where that is 0.
func wrote(key string, before, index uint64, asked ...string) client.Exchange {
	x := client.Exchange{Method: "PUT", Key: key, Sent: true, Status: 200, Asked: url.Values{},
		Answer: &client.Response{Action: "set", Node: file(key, index)}}
	if before != 0 {
		x.Answer.PrevNode = file(key, before)
	}
	for _, name := range asked {
		x.Asked.Set(name, "v")
	}
	return x
}

// compared is a write that compared with a value.
func compared(key string, before, index uint64, value string) client.Exchange {
	x := wrote(key, before, index, "prevValue")
	x.Asked.Set("prevValue", value)
	return x
}

func refused(key string, code client.Code, cause string, asked ...string) client.Exchange {
	x := wrote(key, 0, 0, asked...)
	x.Status, x.Answer, x.Refusal = 412, nil, &client.Error{Code: code, Cause: cause}
	return x
}

func file(key string, index uint64) *client.Node {
	return &client.Node{Key: &key, Value: new("v"), ModifiedIndex: &index, CreatedIndex: &index}
}

type step struct {
	lane string
	x    client.Exchange
	want []race.Note
}

func TestNotes(t *testing.T) {
	t.Parallel()
	lost := client.Exchange{Method: "PUT", Key: "/k", Sent: true}
	noQuorum := refused("/k", client.ErrRaftInternal, "")
	unsent := client.Exchange{Method: "PUT", Key: "/k"}
	for name, steps := range map[string][]step{
		"a lost update": {
			{"a", read("/k", 7), nil}, {"b", read("/k", 7), nil}, {"a", wrote("/k", 7, 8), nil},
			{"b", wrote("/k", 8, 9), []race.Note{{race.LostUpdate, 7, 8}}},
		},
		"no read, no loss":           {{"a", wrote("/k", 5, 6), nil}, {"b", wrote("/k", 6, 7), nil}, {"a", wrote("/k", 7, 8), nil}},
		"of another key":             {{"a", read("/other", 3), nil}, {"b", wrote("/k", 5, 6), nil}, {"a", wrote("/k", 6, 7), nil}},
		"one's own write is seen":    {{"a", read("/k", 7), nil}, {"a", wrote("/k", 7, 8), nil}, {"a", wrote("/k", 8, 9), nil}},
		"created since":              {{"a", absent("/k", 7), nil}, {"b", wrote("/k", 0, 8), nil}, {"a", wrote("/k", 8, 9), []race.Note{{race.LostUpdate, 7, 8}}}},
		"a refresh replaces nothing": {{"a", read("/k", 7), nil}, {"b", wrote("/k", 7, 8), nil}, {"a", wrote("/k", 8, 9, "refresh"), nil}},
		"aba":                        {{"a", read("/k", 7), nil}, {"b", wrote("/k", 7, 8), nil}, {"a", wrote("/k", 8, 9, "prevValue"), []race.Note{{race.ABA, 7, 8}}}},
		"another value compared":     {{"a", read("/k", 7), nil}, {"b", wrote("/k", 7, 8), nil}, {"a", compared("/k", 8, 9, "other"), nil}},
		"a value that was written":   {{"a", read("/k", 7), nil}, {"a", wrote("/k", 7, 8), nil}, {"b", wrote("/k", 8, 9), nil}, {"a", compared("/k", 9, 10, "v"), []race.Note{{race.ABA, 8, 9}}}},
		"a value, read as absent":    {{"a", absent("/k", 7), nil}, {"b", wrote("/k", 0, 8), nil}, {"a", compared("/k", 8, 9, "v"), nil}},
		"an index compared":          {{"a", read("/k", 7), nil}, {"a", wrote("/k", 7, 8, "prevIndex"), nil}},
		"refused by index":           {{"a", read("/k", 7), nil}, {"b", wrote("/k", 7, 8), nil}, {"a", refused("/k", client.ErrCompareFailed, "[7 != 8]", "prevIndex"), []race.Note{{race.Refused, 7, 8}}}},
		"refused by value":           {{"a", read("/k", 7), nil}, {"a", refused("/k", client.ErrCompareFailed, "[7 != 8]", "prevValue"), []race.Note{{race.Refused, 7, 0}}}},
		"the key exists":             {{"a", refused("/k", client.ErrKeyExists, "/k", "prevExist"), []race.Note{{race.Refused, 0, 0}}}},
		"another refusal":            {{"a", refused("/k", client.ErrNotFile, "/k"), nil}},
		"back in time":               {{"a", read("/k", 9), nil}, {"a", read("/k", 7), []race.Note{{race.BackInTime, 9, 7}}}},
		"absent again":               {{"a", read("/k", 9), nil}, {"a", absent("/k", 8), []race.Note{{race.BackInTime, 9, 8}}}},
		"deleted since":              {{"a", read("/k", 9), nil}, {"a", absent("/k", 10), nil}},
		"stale":                      {{"a", wrote("/k", 7, 8), nil}, {"b", read("/k", 7), []race.Note{{race.Stale, 8, 7}}}},
		"stale and back in time":     {{"a", wrote("/k", 7, 8), nil}, {"a", read("/k", 7), []race.Note{{race.BackInTime, 8, 7}, {race.Stale, 8, 7}}}},
		"read from a listing":        {{"a", wrote("/d/k", 7, 8), nil}, {"b", listing("/d", "/d/k", 7), []race.Note{{race.Stale, 8, 7}}}},
		"another store, by a write":  {{"a", wrote("/k", 0, 90), nil}, {"b", read("/k", 90), nil}, {"b", wrote("/other", 0, 5), nil}, {"b", wrote("/k", 6, 7), nil}, {"b", read("/k", 7), nil}},
		"another store, by a quorum": {{"a", wrote("/k", 0, 90), nil}, {"a", quorum("/k", 7), nil}, {"b", read("/k", 7), nil}},
		"unknown":                    {{"a", lost, []race.Note{{Kind: race.Unknown}}}},
		"no quorum":                  {{"a", noQuorum, []race.Note{{Kind: race.Unknown}}}},
		"not sent":                   {{"a", unsent, nil}},
	} {
		var notes race.Notes
		for i, s := range steps {
			s.x.Began = at(i)
			if got := notes.Add(s.lane, s.x); !slices.Equal(got, s.want) {
				t.Errorf("%s, step %d: got %v, want %v", name, i, got, s.want)
			}
		}
	}
}

func listing(dir, key string, version uint64) client.Exchange {
	x := read(dir, version)
	x.Answer.Node = &client.Node{Key: &dir, Dir: true, Nodes: []*client.Node{file(key, version)}}
	return x
}

// TestNotesOfManyKeys: of a great many keys the first ones are forgotten, and the last
// ones known.
func TestNotesOfManyKeys(t *testing.T) {
	t.Parallel()
	var notes race.Notes
	const keys = 20_000
	key := func(n int) string { return fmt.Sprintf("/k%d", n) }
	for i := range keys {
		if got := notes.Add("a", read(key(i), uint64(i+1))); got != nil {
			t.Fatalf("key %d: got %v, want nothing", i, got)
		}
	}
	if got := notes.Add("a", wrote(key(0), keys+1, keys+2)); got != nil {
		t.Errorf("got %v of the first key, want nothing", got)
	}
	if got := notes.Add("a", wrote(key(keys-1), keys+1, keys+3)); !slices.Equal(got, []race.Note{{race.LostUpdate, keys, keys + 1}}) {
		t.Errorf("got %v of the last key, want its lost update", got)
	}
}

// TestNotesOverlap: a read that began before a write was acknowledged may be older.
func TestNotesOverlap(t *testing.T) {
	t.Parallel()
	var notes race.Notes
	w, r := wrote("/k", 7, 8), read("/k", 7)
	w.Began, w.Took, r.Began = at(0), 2*time.Second, at(1)
	notes.Add("a", w)
	if got := notes.Add("b", r); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
}
