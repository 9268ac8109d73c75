package repl_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"
)

// The work of BenchmarkLoad: keys in 1,000 directories, of which each turn
// writes a part.
const loadKeys, loadTurns = 100_000, 10

func loadKey(i int) string { return fmt.Sprintf("/%03d/%06d", i%1000, i) }

// BenchmarkLoad loads a dump of 100,000 keys over 8 connections, by turns with
// the same writes on 8 raw connections to the same server: x-raw is our rate
// divided by theirs.
func BenchmarkLoad(b *testing.B) {
	endpoint, _ := sandboxtest.Server(b)
	value := strings.Repeat("v", 100)
	for form, format := range map[string]string{
		"commands": "reset! %q %q\n",
		"json":     `{"key":%q,"value":%q}` + "\n",
		"edn":      "{:key %q, :value %q}\n",
	} {
		b.Run(form, func(b *testing.B) {
			files := loadFiles(b, format, value)
			s, err := repl.NewSession(client.Config{Endpoints: []string{endpoint}}, repl.Settings{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			conns := make([]*rawConn, 8)
			for i := range conns {
				conns[i] = dialRaw(b, strings.TrimPrefix(endpoint, "http://"))
			}
			var own, raw time.Duration
			for run := 0; b.Loop(); run++ {
				for turn, path := range files {
					start := time.Now()
					if _, err := s.Eval(b.Context(), fmt.Sprintf("load %s --into /own/%s/%d", path, form, run)); err != nil {
						b.Fatal(err)
					}
					own += time.Since(start)
					start = time.Now()
					rawTurn(b, conns, turn, fmt.Sprintf("/raw/%s/%d", form, run), value)
					raw += time.Since(start)
				}
			}
			b.ReportMetric(float64(raw)/float64(own), "x-raw")
			b.ReportMetric(float64(b.N*loadKeys)/own.Seconds(), "keys/s")
		})
	}
}

// loadFiles writes a dump for each turn.
func loadFiles(b *testing.B, format, value string) (paths []string) {
	for turn := range loadTurns {
		var text strings.Builder
		for i := turn; i < loadKeys; i += loadTurns {
			fmt.Fprintf(&text, format, loadKey(i), value)
		}
		path := filepath.Join(b.TempDir(), "dump")
		writeFile(b, path, text.String())
		paths = append(paths, path)
	}
	return paths
}

// rawTurn writes the keys of a turn on all connections at once.
func rawTurn(b *testing.B, conns []*rawConn, turn int, into, value string) {
	var wg sync.WaitGroup
	for c, conn := range conns {
		wg.Go(func() {
			for i := turn + c*loadTurns; i < loadKeys; i += loadTurns * len(conns) {
				conn.create(b, into+loadKey(i), value)
			}
		})
	}
	wg.Wait()
}

// create creates a key and reads to the end of the answer, which is JSON on a
// line.
func (c *rawConn) create(b *testing.B, key, value string) {
	form := "value=" + value + "&prevExist=false"
	_, err := fmt.Fprintf(c.Conn, "PUT /v2/keys%s HTTP/1.1\r\nHost: etcd\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", key, len(form), form)
	if err != nil {
		b.Error(err)
		return
	}
	for first := true; ; first = false {
		line, err := c.r.ReadSlice('\n')
		if err != nil || first && !bytes.Contains(line, []byte(" 201 ")) {
			b.Errorf("got %q, %v", line, err)
			return
		}
		if bytes.HasSuffix(line, []byte("}\n")) {
			return
		}
	}
}
