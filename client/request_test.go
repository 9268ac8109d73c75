package client

import (
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRequests(t *testing.T) {
	t.Parallel()
	set := func(method, key string, form url.Values, o SetOptions) func() (request, error) {
		return func() (request, error) { return setRequest(method, key, form, o) }
	}
	get := func(key string, o GetOptions) func() (request, error) {
		return func() (request, error) { return getRequest(key, o) }
	}
	del := func(key string, o DeleteOptions) func() (request, error) {
		return func() (request, error) { return deleteRequest(key, o) }
	}
	value := func(v string) url.Values { return url.Values{"value": {v}} }
	for name, try := range map[string]struct {
		build func() (request, error)
		line  string // as it is sent, with the form
	}{
		"root":           {get("/", GetOptions{}), "GET /v2/keys/"},
		"get":            {get("a//b/", GetOptions{}), "GET /v2/keys/a/b"},
		"root of others": {get("/", GetOptions{Options: Options{RootKey: "stats"}}), "GET /v2/stats"},
		"slash":          {get("a", GetOptions{Options: Options{TrailingSlash: true}}), "GET /v2/keys/a/"},
		"get all":        {get("a", GetOptions{Recursive: true, Sorted: true, Quorum: true}), "GET /v2/keys/a?quorum=true&recursive=true&sorted=true"},
		"wait":           {get("a", GetOptions{Wait: true, Recursive: true}), "GET /v2/keys/a?recursive=true&wait=true"},
		"wait index":     {get("a", GetOptions{Wait: true, WaitIndex: new(uint64(1<<64 - 1))}), "GET /v2/keys/a?wait=true&waitIndex=18446744073709551615"},
		"wait index 0":   {get("a", GetOptions{Wait: true, WaitIndex: new(uint64(0))}), "GET /v2/keys/a?wait=true&waitIndex=0"},
		"odd key":        {get("/a b?c#d%e+f;g&h", GetOptions{}), "GET /v2/keys/a%20b%3Fc%23d%25e+f%3Bg&h"},
		"control key":    {get("/\n\x00\t", GetOptions{}), "GET /v2/keys/%0A%00%09"},
		"encoded dots":   {get("/%2e%2e/a", GetOptions{}), "GET /v2/keys/%252e%252e/a"},
		"encoded slash":  {get("/a%2Fb", GetOptions{}), "GET /v2/keys/a%252Fb"},
		"letters":        {get("/物/é", GetOptions{}), "GET /v2/keys/%E7%89%A9/%C3%A9"},
		"root key":       {get("/a", GetOptions{Options: Options{RootKey: "x y/z"}}), "GET /v2/x%20y/z/a"},
		"set":            {set("PUT", "a", value("b"), SetOptions{}), "PUT /v2/keys/a value=b"},
		"set empty":      {set("PUT", "a", value(""), SetOptions{}), "PUT /v2/keys/a value="},
		"set odd":        {set("PUT", "a", value("a;b+c&d=e %\x00é\n"), SetOptions{}), "PUT /v2/keys/a value=a%3Bb%2Bc%26d%3De+%25%00%C3%A9%0A"},
		"set all": {set("PUT", "a", value("b"), SetOptions{TTL: new(uint64(MaxTTL)), PrevValue: new("o;o"), PrevIndex: new(uint64(7)), PrevExist: new(true)}),
			"PUT /v2/keys/a prevExist=true&prevIndex=7&prevValue=o%3Bo&ttl=7000000000&value=b"},
		"create":      {set("PUT", "a", value("b"), SetOptions{PrevExist: new(false)}), "PUT /v2/keys/a prevExist=false&value=b"},
		"ttl 0":       {set("PUT", "a", value("b"), SetOptions{TTL: new(uint64(0))}), "PUT /v2/keys/a ttl=0&value=b"},
		"in order":    {set("POST", "/", value("b"), SetOptions{}), "POST /v2/keys/ value=b"},
		"mkdir":       {set("PUT", "a", url.Values{"dir": {"true"}}, SetOptions{}), "PUT /v2/keys/a dir=true"},
		"delete":      {del("a", DeleteOptions{}), "DELETE /v2/keys/a"},
		"delete tree": {del("a", DeleteOptions{Recursive: true, Dir: true}), "DELETE /v2/keys/a?dir=true&recursive=true"},
		"delete if":   {del("a", DeleteOptions{PrevValue: new("a;b&c"), PrevIndex: new(uint64(7))}), "DELETE /v2/keys/a?prevIndex=7&prevValue=a%3Bb%26c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := try.build()
			if err != nil {
				t.Fatal(err)
			}
			if got := line(t, r); got != try.line {
				t.Errorf("got %s, want %s", got, try.line)
			}
			for _, base := range []string{"", "/base", "/my etcd"} {
				req := endpoint{scheme: "http", host: "h:1", base: base}.httpRequest(t.Context(), r)
				if req.URL.Path != base+r.path {
					t.Errorf("got the path %q below %q, want %q", req.URL.Path, base, base+r.path)
				}
				if req.Body == nil && r.form != "" || req.ContentLength != int64(len(r.form)) {
					t.Errorf("got a length of %d, want %d", req.ContentLength, len(r.form))
				}
			}
		})
	}
}

// line is a request as it goes over the wire: "PUT /v2/keys/a?b=c form".
func line(t *testing.T, r request) string {
	t.Helper()
	req := endpoint{scheme: "http", host: "h:1"}.httpRequest(t.Context(), r)
	got := req.Method + " " + req.URL.RequestURI()
	if req.Body == nil {
		return got
	}
	if kind := req.Header.Get("Content-Type"); kind != "application/x-www-form-urlencoded" {
		t.Errorf("got the type %q, with which etcd ignores a form", kind)
	}
	form, err := io.ReadAll(req.Body)
	if err != nil {
		t.Error(err)
	}
	return got + " " + string(form)
}

// TestErrorTexts: what a user reads names the request and what became of it.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"101: Compare failed ([a != b]) [7]":                                        &Error{Code: 101, Message: "Compare failed", Cause: "[a != b]", Index: 7},
		"107: Root is read only [0]":                                                &Error{Code: 107, Message: "Root is read only"},
		"no such member":                                                            &Error{Message: "no such member"},
		"etcd error 100":                                                            ErrKeyNotFound,
		"GET /a: no answer within 2s; nothing was done":                             &Timeout{"GET /a", DefaultTimeout},
		"PUT /a was sent, but whether it happened is not known: gone":               &UnknownOutcome{Request: "PUT /a", Err: errors.New("gone")},
		"no endpoint served the request: http://a: x; http://b: y":                  &Unreachable{Endpoints: []EndpointError{{Endpoint: "http://a", Err: errors.New("x")}, {Endpoint: "http://b", Err: errors.New("y")}}},
		"http://a does not speak etcd's v2 API: it answered 404; check the address": &NotV2{Endpoint: "http://a", Status: 404, Found: "it answered 404", Advice: "check the address"},
		"prev-index 0 would be no condition":                                        &Argument{"prev-index", "0 would be no condition"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzCleanKey(f *testing.F) {
	for _, key := range []string{"", "/", "a//b/", "..", "a/../b", "\xff", "é/日本", "a%2e", "...", "\x00/\n"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		clean, err := CleanKey(key)
		if err != nil {
			if !errors.As(err, new(*Argument)) || clean != "" {
				t.Fatalf("got %q, %v (%T), want an *Argument alone", clean, err, err)
			}
			return
		}
		if again, err := CleanKey(clean); again != clean || err != nil {
			t.Fatalf("got %q, %v from %q, want it unchanged", again, err, clean)
		}
		if clean[0] != '/' || strings.Contains(clean, "//") || len(clean) > 1 && strings.HasSuffix(clean, "/") || !utf8.ValidString(clean) {
			t.Fatalf("got %q from %q, which is not canonical", clean, key)
		}
		if strings.ReplaceAll(clean, "/", "") != strings.ReplaceAll(key, "/", "") {
			t.Fatalf("got %q from %q, which has other elements", clean, key)
		}
		r, err := getRequest(key, GetOptions{})
		if err != nil {
			return // too long
		}
		u, err := url.ParseRequestURI(endpoint{scheme: "http", host: "h"}.httpRequest(t.Context(), r).URL.RequestURI())
		if err != nil || u.Path != "/v2/keys"+clean || u.RawQuery != "" {
			t.Fatalf("got %+v, %v as what is sent, want the path of %q", u, err, clean)
		}
	})
}
