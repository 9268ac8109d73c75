//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// follow is a measurement of a watch in etcd2sh while others write at a rate.
// etcd keeps 1,000 events, at 8,000 a second those of an eighth of a second: who
// is slower for that long has lost some, and is told.
type follow struct{ events, writers, rate int }

func (f follow) row() row {
	return row{"followed and printed", fmt.Sprintf("written by %d, %d/s", f.writers, f.rate), atLeast(1)}
}

func (f follow) rows() []row { return []row{f.row()} }

func (f follow) measure(ctx context.Context, b *bench) error {
	from, err := process(ctx, b.shell, b.url, "-c", "reset! :bench begun | :node :modifiedIndex").Output()
	if err != nil {
		return err
	}
	followed, err := b.watched(ctx, f, strings.TrimSpace(string(from)))
	if err != nil {
		return err
	}
	b.print(f.row(), strconv.Itoa(followed), strconv.Itoa(f.events), float64(followed)/float64(f.events))
	return nil
}

// watched counts the events that a watch prints, until 2 s after the last write.
func (b *bench) watched(ctx context.Context, f follow, from string) (int, error) {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	w := process(watching, b.shell, b.url, "-c", fmt.Sprintf("watch cats --recursive --from %s --count %d", from, f.events))
	w.Stderr = nil // the gaps are counted
	events, err := w.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := w.Start(); err != nil {
		return 0, err
	}
	counted := make(chan int)
	go func() {
		n := 0
		for lines := bufio.NewScanner(events); lines.Scan(); {
			if bytes.HasPrefix(lines.Bytes(), []byte(`{:action "set"`)) {
				n++
			}
		}
		counted <- n
	}()
	err = process(ctx, b.self, "as-peer", "raw", "set", strconv.Itoa(f.events), strconv.Itoa(f.writers), b.url, strconv.Itoa(f.rate)).Run()
	late := time.AfterFunc(2*time.Second, stop) // it would wait for what it has lost
	defer late.Stop()
	n := <-counted
	w.Wait() // it may have been stopped
	return n, err
}
