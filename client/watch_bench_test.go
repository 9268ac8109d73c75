package client_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
)

// BenchmarkWatchFollow lets eight writers write as fast as etcd takes it, and
// measures how many of their events the watch keeps up with.
func BenchmarkWatchFollow(b *testing.B) {
	endpoint := sandboxtest.Start(b, 1).Endpoints()[0]
	c := newClient(b, endpoint)
	ctx, cancel := context.WithCancel(b.Context())
	var work sync.WaitGroup
	state, err := c.Set(ctx, "/d/0", "v", client.SetOptions{})
	must(b, err)
	for i := range 8 {
		work.Go(func() {
			start := time.Now()
			for n := 0; ctx.Err() == nil; n++ {
				time.Sleep(time.Until(start.Add(time.Duration(n) * time.Millisecond)))
				c.Set(ctx, fmt.Sprintf("/d/%d", i), benchValue, client.SetOptions{})
			}
		})
	}
	lost := 0
	seen := 0
	start := time.Now()
	b.ResetTimer()
	for e, err := range c.Watch(ctx, "/d", client.WatchOptions{Recursive: true, From: *state.Node.ModifiedIndex + 1}) {
		must(b, err)
		if e.Lost != nil {
			lost++
		}
		if seen++; seen == b.N {
			break
		}
	}
	b.ReportMetric(float64(seen)/time.Since(start).Seconds(), "events/s")
	b.ReportMetric(float64(lost), "lost")
	st := c.Stats()
	b.ReportMetric(float64(st.Requests), "requests")
	b.ReportMetric(float64(c.LastIndex()), "last")
	cancel()
	work.Wait()
}
