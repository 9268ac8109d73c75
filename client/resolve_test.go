package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// doubts are writes that are lost before or after etcd has done them, and what
// a rival does then. Each has a key /d/k with the value 0, last changed at the
// store's index at.
var doubts = map[string]struct {
	write   func(w doubtful) error
	fate    clienttest.Fate
	rival   func(w doubtful)
	verdict client.Verdict
	offset  uint64 // of the event that is told, from at; 0 for none
	reason  string // part of it
}{
	"index, done":                     {atIndex, clienttest.DropAfter, nothing, client.Happened, 1, "once only"},
	"index, done, then others":        {atIndex, clienttest.DropAfter, both(rivalSet("/d/k", "9"), rivalDelete("/d")), client.Happened, 1, ""},
	"index, done, refreshed":          {atIndex, clienttest.DropAfter, rivalRefresh, client.Happened, 1, ""},
	"index, done, forgotten":          {atIndex, clienttest.DropAfter, overrun, client.NotKnown, 0, "no longer in etcd's history"},
	"index, lost":                     {atIndex, clienttest.DropBefore, nothing, client.NotKnown, 0, "may happen yet"},
	"index, lost, other":              {atIndex, clienttest.DropBefore, rivalSwap("2"), client.CannotHappen, 0, "compareAndSwap"},
	"index, lost, set":                {atIndex, clienttest.DropBefore, rivalSet("/d/k", "1"), client.CannotHappen, 0, "set"},
	"index, lost, set twice":          {atIndex, clienttest.DropBefore, both(rivalSet("/d/k", "9"), rivalSet("/d/k", "1")), client.CannotHappen, 0, "set"},
	"index, lost, deleted":            {atIndex, clienttest.DropBefore, rivalDelete("/d/k"), client.CannotHappen, 0, "delete"},
	"index, lost, all deleted":        {atIndex, clienttest.DropBefore, rivalDelete("/d"), client.CannotHappen, 0, "delete"},
	"index, lost, made file":          {atIndex, clienttest.DropBefore, both(rivalDelete("/d"), rivalSet("/d", "f")), client.CannotHappen, 0, "delete"},
	"index, lost, refreshed":          {atIndex, clienttest.DropBefore, rivalRefresh, client.NotKnown, 0, "refresh"},
	"index, lost, refreshed, same":    {atIndex, clienttest.DropBefore, both(rivalRefresh, next(rivalSwap("1"))), client.CannotHappen, 0, ""},
	"index, lost, overrun":            {atIndex, clienttest.DropBefore, both(rivalSwap("2"), overrun), client.NotKnown, 0, "cannot happen any more"},
	"index, lost, others' overrun":    {atIndex, clienttest.DropBefore, overrun, client.NotKnown, 0, "may happen yet"},
	"index, lost, other keys":         {atIndex, clienttest.DropBefore, rivalSet("/d/k2", "1"), client.NotKnown, 0, "may happen yet"},
	"index and ttl, done":             {atIndexTTL, clienttest.DropAfter, nothing, client.Happened, 1, ""},
	"index and ttl, lost, without":    {atIndexTTL, clienttest.DropBefore, rivalSwap("1"), client.CannotHappen, 0, ""},
	"index and value, done":           {atBoth, clienttest.DropAfter, nothing, client.Happened, 1, ""},
	"stale index":                     {atStale, clienttest.DropBefore, nothing, client.CannotHappen, 0, "never will be"},
	"future index":                    {atFuture, clienttest.DropBefore, nothing, client.NotKnown, 0, "comes to"},
	"future index, passed":            {atFuture, clienttest.DropBefore, both(rivalSet("/d/k", "1"), rivalSet("/other", "x")), client.CannotHappen, 0, "never will be"},
	"swap, done":                      {swapOnce, clienttest.DropAfter, nothing, client.NotKnown, 1, "just like it"},
	"swap, lost, other":               {swapOnce, clienttest.DropBefore, rivalSwap("2"), client.CannotHappen, 0, ""},
	"value, done":                     {atValue, clienttest.DropAfter, nothing, client.NotKnown, 1, "just like it"},
	"value, lost, set":                {atValue, clienttest.DropBefore, rivalSet("/d/k", "1"), client.NotKnown, 0, ""},
	"value, lost, other value":        {atValue, clienttest.DropBefore, both(rivalSet("/d/k", "9"), next(rivalSwap("1"))), client.NotKnown, 0, ""},
	"refresh at index, done":          {refreshAt, clienttest.DropAfter, nothing, client.NotKnown, 0, "refresh"},
	"refresh at index, done, set":     {refreshAt, clienttest.DropAfter, rivalSet("/d/k", "9"), client.NotKnown, 0, "refresh"},
	"refresh at index, lost":          {refreshAt, clienttest.DropBefore, nothing, client.NotKnown, 0, "may happen yet"},
	"refresh at index, lost, other":   {refreshAt, clienttest.DropBefore, rivalSet("/d/k", "0"), client.CannotHappen, 0, ""},
	"refresh at index, lost, emptied": {refreshAt, clienttest.DropBefore, rivalEmpty, client.CannotHappen, 0, ""},
	"refresh, done":                   {refreshAny, clienttest.DropAfter, nothing, client.NotKnown, 0, "refresh"},
	"delete at index, done":           {deleteAt, clienttest.DropAfter, nothing, client.NotKnown, 1, "cannot happen again"},
	"delete at index, lost":           {deleteAt, clienttest.DropBefore, nothing, client.NotKnown, 0, "may happen yet"},
	"delete at index, lost, deleted":  {deleteAt, clienttest.DropBefore, rivalDelete("/d/k"), client.CannotHappen, 0, ""},
	"delete, done":                    {deletePlain, clienttest.DropAfter, nothing, client.NotKnown, 1, "just like it"},
	"delete, lost":                    {deletePlain, clienttest.DropBefore, nothing, client.NotKnown, 0, "nothing has changed"},
	"delete, lost, all deleted":       {deletePlain, clienttest.DropBefore, rivalDelete("/d"), client.NotKnown, 0, "no event like it"},
	"delete of value, done":           {deleteValue, clienttest.DropAfter, nothing, client.NotKnown, 1, ""},
	"delete of value, lost, deleted":  {deleteValue, clienttest.DropBefore, rivalDelete("/d/k"), client.NotKnown, 0, ""},
	"set, done":                       {setPlain, clienttest.DropAfter, nothing, client.NotKnown, 1, "just like it"},
	"set, done, then other":           {setPlain, clienttest.DropAfter, rivalSet("/d/k", "9"), client.NotKnown, 1, ""},
	"set, lost":                       {setPlain, clienttest.DropBefore, rivalSet("/other", "1"), client.NotKnown, 0, "nothing has changed"},
	"set, lost, others":               {setPlain, clienttest.DropBefore, both(rivalSet("/d/k", "9"), rivalSet("/d/k", "1")), client.NotKnown, 2, "may happen yet"},
	"set, forgotten":                  {setPlain, clienttest.DropAfter, overrun, client.NotKnown, 0, "does not go back"},
	"update, done":                    {updatePlain, clienttest.DropAfter, nothing, client.NotKnown, 1, "update"},
	"update, lost, set":               {updatePlain, clienttest.DropBefore, rivalSet("/d/k", "1"), client.NotKnown, 0, "no event like it"},
	"create, done":                    {createNew, clienttest.DropAfter, nothing, client.NotKnown, 1, "create"},
	"create, lost, set":               {createNew, clienttest.DropBefore, rivalSet("/d/new", "1"), client.NotKnown, 0, "no event like it"},
	"create, lost":                    {createNew, clienttest.DropBefore, nothing, client.NotKnown, 0, "nothing has changed"},
	"mkdir, done":                     {mkdirNew, clienttest.DropAfter, nothing, client.NotKnown, 1, "create"},
	"in order, done":                  {inOrder, clienttest.DropAfter, nothing, client.NotKnown, 1, "create"},
	"in order, done, then deleted":    {inOrder, clienttest.DropAfter, rivalDelete("/d"), client.NotKnown, 1, "create"},
	"in order, lost":                  {inOrder, clienttest.DropBefore, rivalSet("/d/k", "1"), client.NotKnown, 0, "no event like it"},
	"in order, lost, foreign name":    {inOrder, clienttest.DropBefore, rivalCreate("/d/k2", "1"), client.NotKnown, 0, "no event like it"},
}

func TestResolve(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	rival := clienttest.Client(t, endpoint)
	for name, try := range doubts {
		t.Run(name, func(t *testing.T) {
			clearDoubts(t, rival)
			at := *clienttest.Set(t, rival, "/d/k", "0").Node.ModifiedIndex
			acted := make(chan struct{})
			d := clienttest.NewDropper(t, endpoint, func(n int, _ url.Values) clienttest.Fate {
				if n > 0 {
					return try.fate
				}
				return clienttest.Pass
			}, func(_ *http.Request, n int) {
				if n == 1 {
					try.rival(doubtful{t, rival, at})
					close(acted)
				}
			})
			c := clienttest.Client(t, d.URL)
			clienttest.Get(t, c, "/d/k") // tells it the store's index
			var lost *client.UnknownOutcome
			if err := try.write(doubtful{t, c, at}); !errors.As(err, &lost) {
				t.Fatalf("got %v, want an unknown outcome", err)
			}
			<-acted
			r, err := c.Resolve(t.Context(), lost)
			if err != nil || r.Verdict != try.verdict || !strings.Contains(r.Reason, try.reason) {
				t.Errorf("got %q: %+v, %v, want %q because of %q", r.Verdict, r, err, try.verdict, try.reason)
			}
			if try.offset == 0 && (r.Index != 0 || r.Key != "") || try.offset != 0 && (r.Index != at+try.offset || !strings.HasPrefix(r.Key, "/d/")) {
				t.Errorf("got the event %d of %q (the key was at %d), want it %d later", r.Index, r.Key, at, try.offset)
			}
		})
	}
}

// TestResolveNothing: an outcome that no client made is no write, and a server
// that does not answer is an error.
func TestResolveNothing(t *testing.T) {
	c := realClient(t)
	_, err := c.Resolve(t.Context(), &client.UnknownOutcome{Request: "PUT /k"})
	wantArgument(t, err, "unknown outcome")
	cut := fakeServer(t, func(int, *http.Request) (string, bool) { return "", false })
	gone := clienttest.Client(t, cut.url)
	var lost *client.UnknownOutcome
	if _, err := gone.Set(t.Context(), "/k", "v", client.SetOptions{}); !errors.As(err, &lost) {
		t.Fatal(err)
	}
	_, err = gone.Resolve(t.Context(), lost)
	clienttest.WantOutcome(t, err, clienttest.Unreachable)
}

// TestResolveUntrusted: a store whose index went back is not the one that the
// write was sent to, and proves nothing; nor does an event from before it.
func TestResolveUntrusted(t *testing.T) {
	at := func(index, body string) (string, bool) {
		return strings.Replace(answerJSON(200, body), "\r\n", "\r\nX-Etcd-Index: "+index+"\r\n", 1), true
	}
	for before, want := range map[string]string{"5000": "the store's index went back from 5000 to 9", "4": "older index"} {
		f := fakeServer(t, func(n int, req *http.Request) (string, bool) {
			switch {
			case req.Method == http.MethodPut:
				return "", false
			case n == 1:
				return at(before, gotV)
			case req.URL.Query().Has("quorum"):
				return at("9", strings.ReplaceAll(gotV, ":4", ":8"))
			}
			return at("9", setV)
		})
		c := clienttest.Client(t, f.url)
		clienttest.Get(t, c, "/k")
		_, err := c.CompareAndSwapIndex(t.Context(), "/k", 3, "v", client.SetOptions{})
		var lost *client.UnknownOutcome
		if !errors.As(err, &lost) {
			t.Fatal(err)
		}
		r, err := c.Resolve(t.Context(), lost)
		if got := fmt.Sprint(r.Reason, err); r.Verdict != client.NotKnown || !strings.Contains(got, want) {
			t.Errorf("got %+v, %v, want it not known because of %q", r, err, want)
		}
		if saw := f.requests()[2]; saw != "GET /v2/keys/k?quorum=true" {
			t.Errorf("got %s, want a read with quorum", saw)
		}
	}
}

// TestResolveFirst: who knew nothing of the store before the write cannot tell
// its event from an older one just like it.
func TestResolveFirst(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	rival := clienttest.Client(t, endpoint)
	for name, try := range map[string]struct {
		write   func(w doubtful) error
		older   func(w doubtful)
		verdict client.Verdict
		reason  string // part of it
	}{
		"set":             {setPlain, rivalSet("/d/k", "1"), client.NotKnown, "nothing was known"},
		"create":          {createNew, both(rivalCreate("/d/new", "1"), rivalDelete("/d/new")), client.NotKnown, "nothing was known"},
		"in order":        {inOrder, rivalCreate("/d/7", "1"), client.NotKnown, "nothing was known"},
		"delete at index": {deleteAt, func(w doubtful) { w.must(w.c.Delete(t.Context(), "/d/k", client.DeleteOptions{PrevIndex: &w.at})) }, client.NotKnown, "nothing was known"},
		"index":           {atIndex, rivalSwap("1"), client.NotKnown, "nothing was known"},
		"index, other":    {atIndex, rivalSwap("2"), client.CannotHappen, "left index"},
	} {
		t.Run(name, func(t *testing.T) {
			clearDoubts(t, rival)
			at := *clienttest.Set(t, rival, "/d/k", "0").Node.ModifiedIndex
			try.older(doubtful{t, rival, at})
			d := clienttest.NewDropper(t, endpoint, func(int, url.Values) clienttest.Fate { return clienttest.DropBefore }, func(*http.Request, int) {})
			c := clienttest.Client(t, d.URL)
			var lost *client.UnknownOutcome
			if err := try.write(doubtful{t, c, at}); !errors.As(err, &lost) {
				t.Fatalf("got %v, want an unknown outcome", err)
			}
			r, err := clienttest.Client(t, endpoint).Resolve(t.Context(), lost)
			if err != nil || r.Verdict != try.verdict || r.Index != 0 || r.Key != "" || !strings.Contains(r.Reason, try.reason) {
				t.Errorf("got %q: %+v, %v, want %q without an event, because %q", r.Verdict, r, err, try.verdict, try.reason)
			}
		})
	}
}
