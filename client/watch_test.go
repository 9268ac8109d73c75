package client_test

import (
	"fmt"
	"testing"

	"etcd2sh/client"
)

// TestWatchFollows begins at a definite index, stays behind for a while, and
// sees everything once and in order.
func TestWatchFollows(t *testing.T) {
	writer := realClient(t)
	c, begun := watcher(t, writer.Endpoints()[0], patient)
	f := follow(t, c, "/d", client.WatchOptions{Recursive: true})
	<-begun
	go func() {
		for range begun {
		}
	}()
	const writes = 900
	for i := range writes {
		set(t, writer, fmt.Sprintf("/d/%d", i%50), fmt.Sprint(i))
	}
	for i := range writes {
		f.want(fmt.Sprintf("set /d/%d %d", i%50, i))
	}
}
