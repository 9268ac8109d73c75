package render_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/render"
)

// listing is the answer to a recursive read of n files of 100 bytes, in
// directories of a hundred.
func listing(n int) *client.Response {
	value := string(bytes.Repeat([]byte("v"), 100))
	root := &client.Node{Dir: true}
	for i := range n {
		index := uint64(1000 + i)
		if i%100 == 0 {
			key := fmt.Sprintf("/dir-%05d", i/100)
			root.Nodes = append(root.Nodes, &client.Node{
				Key: &key, Dir: true, ModifiedIndex: &index, CreatedIndex: &index})
		}
		dir := root.Nodes[len(root.Nodes)-1]
		key := fmt.Sprintf("%s/key-%06d", *dir.Key, i)
		dir.Nodes = append(dir.Nodes, &client.Node{
			Key: &key, Value: &value, ModifiedIndex: &index, CreatedIndex: &index})
	}
	return &client.Response{Action: "get", Node: root}
}

// BenchmarkListing renders a listing, and reports how many times longer that
// takes than copying the bytes it makes.
func BenchmarkListing(b *testing.B) {
	styles := []struct {
		name  string
		style render.Style
	}{
		{"edn", render.Style{}},
		{"json", render.Style{Format: render.JSON}},
		{"simple", render.Style{Format: render.Simple}},
		{"terminal", render.Style{Width: 80, Color: true, Terminal: true}},
	}
	for _, s := range styles {
		for _, n := range []int{30, 3_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", s.name, n), func(b *testing.B) {
				r := listing(n)
				var text bytes.Buffer
				if err := s.style.Result(&text, r); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(text.Len()))
				b.ReportAllocs()
				for b.Loop() {
					if err := s.style.Result(io.Discard, r); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(copying(text.Bytes())), "×copy")
			})
		}
	}
}

// copying is the mean time to copy text in pieces the size of a printer's
// buffer.
func copying(text []byte) time.Duration {
	const times = 100
	piece := make([]byte, 32<<10)
	start := time.Now()
	for range times {
		for rest := text; len(rest) > 0; {
			rest = rest[copy(piece, rest):]
		}
	}
	return max(1, time.Since(start)/times)
}
