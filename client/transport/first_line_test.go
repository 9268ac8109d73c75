package transport_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"etcd2sh/client/internal/clienttest"
)

// etcd resets a connection whose first line is longer than 4096 bytes.
func TestLongFirstLine(t *testing.T) {
	t.Parallel()
	const overhead = len("GET / HTTP/1.1\r\n")
	for _, test := range []struct {
		name string
		line int // bytes of the request line
		want []int
	}{
		{"4096", 4096, []int{4096, 4096}},
		{"4097", 4097, []int{len("GET /version HTTP/1.1\r\n"), 4097, 4097}},
		{"100000", 100000, []int{len("GET /version HTTP/1.1\r\n"), 100000, 100000}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			lines := make(chan int, 10)
			addr, _ := clienttest.Listen(t, func(_ int, c net.Conn) {
				sniff := bufio.NewReaderSize(c, 4096)
				first, err := sniff.ReadSlice('\n')
				if err == bufio.ErrBufferFull {
					t.Errorf("the first line is longer than %d bytes", len(first))
					c.(*net.TCPConn).SetLinger(0)
					return
				}
				r := bufio.NewReader(io.MultiReader(strings.NewReader(string(first)), sniff))
				for {
					req, err := http.ReadRequest(r)
					if err != nil {
						return
					}
					lines <- len(req.Method+" "+req.RequestURI+" ") + len("HTTP/1.1\r\n")
					io.WriteString(c, text("hello"))
				}
			})
			tr := newTransport(t)
			for range 2 {
				url := "http://" + addr + "/" + strings.Repeat("k", test.line-overhead)
				if got, err := do(tr, t.Context(), "GET", url, ""); err != nil || got != "hello" {
					t.Fatalf("got %q, %v", got, err)
				}
			}
			for _, want := range test.want {
				if got := <-lines; got != want {
					t.Errorf("got a request line of %d bytes, want %d", got, want)
				}
			}
		})
	}
	for name, answer := range map[string]string{"reset": "", "closing": "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := serve(t, func(int, *http.Request, string) string { return answer })
			_, err := do(newTransport(t), t.Context(), "PUT", url+"/"+strings.Repeat("k", 5000), "v")
			wantSent(t, err, false)
		})
	}
}
