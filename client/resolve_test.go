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

// unknownWrites are writes that are lost before or after etcd has done them, and what
// a rival does then. Each has a key /d/k with the value 0, last changed at the
// store's index at.
var unknownWrites = map[string]struct {
	write   func(w writer) error
	loss    clienttest.Loss
	rival   func(w writer)
	verdict client.Verdict
	offset  uint64 // of the event that is told, from at; 0 for none
	reason  string // part of it
}{
	"index, done":                     {atIndex, clienttest.LoseAnswer, nothing, client.Happened, 1, "once only"},
	"index, done, then others":        {atIndex, clienttest.LoseAnswer, both(rivalSet("/d/k", "9"), rivalDelete("/d")), client.Happened, 1, ""},
	"index, done, refreshed":          {atIndex, clienttest.LoseAnswer, rivalRefresh, client.Happened, 1, ""},
	"index, done, forgotten":          {atIndex, clienttest.LoseAnswer, overrun, client.NotKnown, 0, "no longer in etcd's history"},
	"index, lost":                     {atIndex, clienttest.LoseRequest, nothing, client.NotKnown, 0, "may happen yet"},
	"index, lost, other":              {atIndex, clienttest.LoseRequest, rivalSwap("2"), client.CannotHappen, 0, "compareAndSwap"},
	"index, lost, set":                {atIndex, clienttest.LoseRequest, rivalSet("/d/k", "1"), client.CannotHappen, 0, "set"},
	"index, lost, set twice":          {atIndex, clienttest.LoseRequest, both(rivalSet("/d/k", "9"), rivalSet("/d/k", "1")), client.CannotHappen, 0, "set"},
	"index, lost, deleted":            {atIndex, clienttest.LoseRequest, rivalDelete("/d/k"), client.CannotHappen, 0, "delete"},
	"index, lost, all deleted":        {atIndex, clienttest.LoseRequest, rivalDelete("/d"), client.CannotHappen, 0, "delete"},
	"index, lost, made file":          {atIndex, clienttest.LoseRequest, both(rivalDelete("/d"), rivalSet("/d", "f")), client.CannotHappen, 0, "delete"},
	"index, lost, refreshed":          {atIndex, clienttest.LoseRequest, rivalRefresh, client.NotKnown, 0, "refresh"},
	"index, lost, refreshed, same":    {atIndex, clienttest.LoseRequest, both(rivalRefresh, next(rivalSwap("1"))), client.CannotHappen, 0, ""},
	"index, lost, overrun":            {atIndex, clienttest.LoseRequest, both(rivalSwap("2"), overrun), client.NotKnown, 0, "cannot happen any more"},
	"index, lost, others' overrun":    {atIndex, clienttest.LoseRequest, overrun, client.NotKnown, 0, "may happen yet"},
	"index, lost, other keys":         {atIndex, clienttest.LoseRequest, rivalSet("/d/k2", "1"), client.NotKnown, 0, "may happen yet"},
	"index and ttl, done":             {atIndexTTL, clienttest.LoseAnswer, nothing, client.Happened, 1, ""},
	"index and ttl, lost, without":    {atIndexTTL, clienttest.LoseRequest, rivalSwap("1"), client.CannotHappen, 0, ""},
	"index and value, done":           {atBoth, clienttest.LoseAnswer, nothing, client.Happened, 1, ""},
	"stale index":                     {atStale, clienttest.LoseRequest, nothing, client.CannotHappen, 0, "never will be"},
	"future index":                    {atFuture, clienttest.LoseRequest, nothing, client.NotKnown, 0, "comes to"},
	"future index, passed":            {atFuture, clienttest.LoseRequest, both(rivalSet("/d/k", "1"), rivalSet("/other", "x")), client.CannotHappen, 0, "never will be"},
	"swap, done":                      {swapOnce, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "just like it"},
	"swap, lost, other":               {swapOnce, clienttest.LoseRequest, rivalSwap("2"), client.CannotHappen, 0, ""},
	"value, done":                     {atValue, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "just like it"},
	"value, lost, set":                {atValue, clienttest.LoseRequest, rivalSet("/d/k", "1"), client.NotKnown, 0, ""},
	"value, lost, other value":        {atValue, clienttest.LoseRequest, both(rivalSet("/d/k", "9"), next(rivalSwap("1"))), client.NotKnown, 0, ""},
	"refresh at index, done":          {refreshAt, clienttest.LoseAnswer, nothing, client.NotKnown, 0, "refresh"},
	"refresh at index, done, set":     {refreshAt, clienttest.LoseAnswer, rivalSet("/d/k", "9"), client.NotKnown, 0, "refresh"},
	"refresh at index, lost":          {refreshAt, clienttest.LoseRequest, nothing, client.NotKnown, 0, "may happen yet"},
	"refresh at index, lost, other":   {refreshAt, clienttest.LoseRequest, rivalSet("/d/k", "0"), client.CannotHappen, 0, ""},
	"refresh at index, lost, emptied": {refreshAt, clienttest.LoseRequest, rivalEmpty, client.CannotHappen, 0, ""},
	"refresh, done":                   {refreshAny, clienttest.LoseAnswer, nothing, client.NotKnown, 0, "refresh"},
	"delete at index, done":           {deleteAt, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "cannot happen again"},
	"delete at index, lost":           {deleteAt, clienttest.LoseRequest, nothing, client.NotKnown, 0, "may happen yet"},
	"delete at index, lost, deleted":  {deleteAt, clienttest.LoseRequest, rivalDelete("/d/k"), client.CannotHappen, 0, ""},
	"delete, done":                    {deletePlain, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "just like it"},
	"delete, lost":                    {deletePlain, clienttest.LoseRequest, nothing, client.NotKnown, 0, "nothing has changed"},
	"delete, lost, all deleted":       {deletePlain, clienttest.LoseRequest, rivalDelete("/d"), client.NotKnown, 0, "no event like it"},
	"delete of value, done":           {deleteValue, clienttest.LoseAnswer, nothing, client.NotKnown, 1, ""},
	"delete of value, lost, deleted":  {deleteValue, clienttest.LoseRequest, rivalDelete("/d/k"), client.NotKnown, 0, ""},
	"set, done":                       {setPlain, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "just like it"},
	"set, done, then other":           {setPlain, clienttest.LoseAnswer, rivalSet("/d/k", "9"), client.NotKnown, 1, ""},
	"set, lost":                       {setPlain, clienttest.LoseRequest, rivalSet("/other", "1"), client.NotKnown, 0, "nothing has changed"},
	"set, lost, others":               {setPlain, clienttest.LoseRequest, both(rivalSet("/d/k", "9"), rivalSet("/d/k", "1")), client.NotKnown, 2, "may happen yet"},
	"set, forgotten":                  {setPlain, clienttest.LoseAnswer, overrun, client.NotKnown, 0, "does not go back"},
	"update, done":                    {updatePlain, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "update"},
	"update, lost, set":               {updatePlain, clienttest.LoseRequest, rivalSet("/d/k", "1"), client.NotKnown, 0, "no event like it"},
	"create, done":                    {createNew, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "create"},
	"create, lost, set":               {createNew, clienttest.LoseRequest, rivalSet("/d/new", "1"), client.NotKnown, 0, "no event like it"},
	"create, lost":                    {createNew, clienttest.LoseRequest, nothing, client.NotKnown, 0, "nothing has changed"},
	"mkdir, done":                     {mkdirNew, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "create"},
	"in order, done":                  {inOrder, clienttest.LoseAnswer, nothing, client.NotKnown, 1, "create"},
	"in order, done, then deleted":    {inOrder, clienttest.LoseAnswer, rivalDelete("/d"), client.NotKnown, 1, "create"},
	"in order, lost":                  {inOrder, clienttest.LoseRequest, rivalSet("/d/k", "1"), client.NotKnown, 0, "no event like it"},
	"in order, lost, another name":    {inOrder, clienttest.LoseRequest, rivalCreate("/d/k2", "1"), client.NotKnown, 0, "no event like it"},
}

// Promise: When its answer is lost
func TestResolve(t *testing.T) {
	endpoint := realClient(t).Endpoints()[0]
	rival := clienttest.Client(t, endpoint)
	for name, try := range unknownWrites {
		t.Run(name, func(t *testing.T) {
			clearKeys(t, rival)
			at := *clienttest.Set(t, rival, "/d/k", "0").Node.ModifiedIndex
			acted := make(chan struct{})
			d := clienttest.NewLossyProxy(t, endpoint, func(n int, _ url.Values) clienttest.Loss {
				if n > 0 {
					return try.loss
				}
				return clienttest.LoseNothing
			}, func(_ *http.Request, n int) {
				if n == 1 {
					try.rival(writer{t, rival, at})
					close(acted)
				}
			})
			c := clienttest.Client(t, d.URL)
			clienttest.Get(t, c, "/d/k") // tells it the store's index
			var lost *client.UnknownOutcome
			if err := try.write(writer{t, c, at}); !errors.As(err, &lost) {
				t.Fatalf("got %v, want an unknown outcome", err)
			}
			<-acted
			r, err := c.Resolve(t.Context(), lost, brieflyOptions.Timeout)
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
	_, err := c.Resolve(t.Context(), &client.UnknownOutcome{Request: "PUT /k"}, 0)
	wantArgument(t, err, "unknown outcome")
	cut := fakeServer(t, func(int, *http.Request) (string, bool) { return "", false })
	gone := clienttest.Client(t, cut.url)
	var lost *client.UnknownOutcome
	if _, err := gone.Set(t.Context(), "/k", "v", client.SetOptions{}); !errors.As(err, &lost) {
		t.Fatal(err)
	}
	_, err = gone.Resolve(t.Context(), lost, brieflyOptions.Timeout)
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
		r, err := c.Resolve(t.Context(), lost, brieflyOptions.Timeout)
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
		write   func(w writer) error
		older   func(w writer)
		verdict client.Verdict
		reason  string // part of it
	}{
		"set":             {setPlain, rivalSet("/d/k", "1"), client.NotKnown, "nothing was known"},
		"create":          {createNew, both(rivalCreate("/d/new", "1"), rivalDelete("/d/new")), client.NotKnown, "nothing was known"},
		"in order":        {inOrder, rivalCreate("/d/7", "1"), client.NotKnown, "nothing was known"},
		"delete at index": {deleteAt, func(w writer) { w.must(w.c.Delete(t.Context(), "/d/k", client.DeleteOptions{PrevIndex: &w.at})) }, client.NotKnown, "nothing was known"},
		"index":           {atIndex, rivalSwap("1"), client.NotKnown, "nothing was known"},
		"index, other":    {atIndex, rivalSwap("2"), client.CannotHappen, "left index"},
	} {
		t.Run(name, func(t *testing.T) {
			clearKeys(t, rival)
			at := *clienttest.Set(t, rival, "/d/k", "0").Node.ModifiedIndex
			try.older(writer{t, rival, at})
			d := clienttest.NewLossyProxy(t, endpoint, func(int, url.Values) clienttest.Loss { return clienttest.LoseRequest }, func(*http.Request, int) {})
			c := clienttest.Client(t, d.URL)
			var lost *client.UnknownOutcome
			if err := try.write(writer{t, c, at}); !errors.As(err, &lost) {
				t.Fatalf("got %v, want an unknown outcome", err)
			}
			r, err := clienttest.Client(t, endpoint).Resolve(t.Context(), lost, brieflyOptions.Timeout)
			if err != nil || r.Verdict != try.verdict || r.Index != 0 || r.Key != "" || !strings.Contains(r.Reason, try.reason) {
				t.Errorf("got %q: %+v, %v, want %q without an event, because %q", r.Verdict, r, err, try.verdict, try.reason)
			}
		})
	}
}
