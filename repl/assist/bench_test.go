package assist_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"etcd2sh/repl/repltest"
)

// BenchmarkTab completes a key in a directory of 10,000 keys that has not been seen, in
// turns with a plain read of that directory whose bytes are dropped.
func BenchmarkTab(b *testing.B) {
	const keys = 10_000
	s := repltest.New(b)
	for i := range keys {
		s.Write(fmt.Sprintf("/tab/key-%05d", i), "v")
	}
	var tab, raw time.Duration
	for b.Loop() {
		assistant(s.Session).Forget()
		tab += took(func() {
			if len(completed(b, s.Session, "get tab/key-")) == 0 {
				b.Fatal("got no candidates")
			}
		})
		raw += took(func() { discard(b, s.URL+"/v2/keys/tab") })
	}
	b.ReportMetric(1e3*tab.Seconds()/float64(b.N), "ms/tab")
	b.ReportMetric(raw.Seconds()/tab.Seconds(), "raw/tab")
}

// BenchmarkKeystroke finds the colours and the hint of a line of 200 characters, as each
// key that is typed into it does.
func BenchmarkKeystroke(b *testing.B) {
	s := repltest.New(b)
	s.Write("/k", "v")
	line := `swap! [:services "web 1" 物理学] --default "` + strings.Repeat("x", 140) + `" jq '.a + 1' -> trim`
	for b.Loop() {
		assistant(s.Session).Highlight(line)
		assistant(s.Session).TypingHint(line)
	}
	b.ReportMetric(1e3*b.Elapsed().Seconds()/float64(b.N), "ms/key")
}

func took(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// discard reads an address to the end.
func discard(b *testing.B, address string) {
	r, err := http.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		b.Fatal(err)
	}
}
