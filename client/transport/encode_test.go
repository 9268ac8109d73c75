package transport

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// FuzzEncode: a request that is plain goes out as [http.Request.Write] writes it.
func FuzzEncode(f *testing.F) {
	for _, path := range []string{"/v2/keys/k", "/v2/keys/a b", "/v2/keys/é", "/v2/keys/\n", "/v2/keys/%2F", "", "*"} {
		f.Add("GET", "127.0.0.1:2379", path, "quorum=true", "Authorization", "Basic dTpw", "")
		f.Add("PUT", "[::1]:2379", path, "", "Content-Type", "application/x-www-form-urlencoded", "value=v")
	}
	f.Add("POST", "etcd", "/k", "a b", "X-Other", "v", "value=v")
	f.Add("DELETE", "etcd\r\nX: y", "/k", "", "User-Agent", " a\r\nb ", "")
	f.Add("HEAD", "étcd", "/k", "", "Content-Length", "9", "")
	f.Fuzz(func(t *testing.T, method, host, path, query, name, value, body string) {
		make := func() *http.Request {
			req := &http.Request{
				Method: method, Host: host, URL: &url.URL{Scheme: "http", Host: host, Path: path, RawQuery: query},
				Header: http.Header{"User-Agent": {"etcd2sh"}},
			}
			req.Header[name] = []string{value}
			if body != "" {
				req.Body, req.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
			}
			return req
		}
		if !isPlain(make()) {
			return
		}
		var got, want bytes.Buffer
		if gotErr, err := encodePlain(&got, make()), make().Write(&want); (gotErr == nil) != (err == nil) || err == nil && got.String() != want.String() {
			t.Errorf("got %q, %v; want %q, %v", got.String(), gotErr, want.String(), err)
		}
	})
}

// TestEncodeBody: a body that is not as long as its request says is an error, and sends
// nothing.
func TestEncodeBody(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{1, 9} {
		req, err := http.NewRequest(http.MethodPut, "http://etcd/k", io.NopCloser(strings.NewReader("value=v")))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", "etcd2sh")
		req.ContentLength = length
		if err := encode(new(bytes.Buffer), req, "http", nil); err == nil {
			t.Errorf("a body of 7 bytes went out as one of %d", length)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for name, write := range map[string]func(*bytes.Buffer, *http.Request) error{"plain": encodePlain, "any": func(buf *bytes.Buffer, req *http.Request) error { return req.Write(buf) }} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			req := &http.Request{Method: "GET", Host: "127.0.0.1:2379", URL: &url.URL{Path: "/v2/keys/k"}, Header: http.Header{"User-Agent": {"etcd2sh"}}}
			var buf bytes.Buffer
			for b.Loop() {
				buf.Reset()
				if !isPlain(req) {
					b.Fatal("not plain")
				}
				if err := write(&buf, req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
