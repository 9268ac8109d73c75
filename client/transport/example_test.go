package transport_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"etcd2sh/client/transport"
)

// A write goes to the first server that it can be sent to. A server that takes
// it and does not answer ends the search: it may have done as it was asked.
func Example() {
	gone := httptest.NewServer(nil)
	gone.Close()
	there := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if body, err := io.ReadAll(req.Body); err != nil || string(body) == "lose the answer" {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, "done")
	}))
	defer there.Close()

	var t transport.Transport // or that of an http.Client
	defer t.CloseIdleConnections()
	put := func(body string) {
		for i, url := range []string{gone.URL, there.URL} {
			req, err := http.NewRequest(http.MethodPut, url, strings.NewReader(body))
			if err != nil {
				fmt.Println(err)
				return
			}
			resp, err := t.RoundTrip(req)
			var failed *transport.SendError
			if errors.As(err, &failed) && !failed.Sent {
				fmt.Println("server", i, "was sent nothing; the next one may be tried")
				continue
			}
			if err != nil {
				fmt.Println("server", i, "may have done it")
				return
			}
			answer, err := io.ReadAll(resp.Body)
			resp.Body.Close() // behind its end: the connection serves the next request
			fmt.Println("server", i, "answered:", string(answer), err)
			return
		}
	}
	put("lose nothing")
	put("lose the answer")
	// Output:
	// server 0 was sent nothing; the next one may be tried
	// server 1 answered: done <nil>
	// server 0 was sent nothing; the next one may be tried
	// server 1 may have done it
}
