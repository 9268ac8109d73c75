package client_test

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/sandbox"
)

// startServer starts an etcd for an example. Yours runs already, as a rule at
// [client.DefaultEndpoint].
func startServer() *sandbox.Cluster {
	server, err := sandbox.Start(context.Background(), sandbox.Config{})
	if err != nil {
		panic(err)
	}
	return server
}

// A value is written, read, and replaced by a function of itself.
func Example() {
	server := startServer()
	defer server.Close()
	c, err := client.New(client.Config{Endpoints: server.Endpoints()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	ctx := context.Background()
	if _, err := c.Set(ctx, "/greeting", "hello", client.SetOptions{}); err != nil {
		fmt.Println(err)
	}
	r, err := c.Get(ctx, "/greeting", client.GetOptions{Quorum: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*r.Node.Value)
	r, err = c.Swap(ctx, "/greeting", func(old string) (string, error) { return old + ", world", nil }, client.SwapOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*r.Node.Value, "in place of", *r.PrevNode.Value)
	_, err = c.Get(ctx, "/farewell", client.GetOptions{})
	fmt.Println(errors.Is(err, client.ErrKeyNotFound))
	// Output:
	// hello
	// hello, world in place of hello
	// true
}

// What the error of a write says about the store.
func ExampleClient_CompareAndSwap() {
	server := startServer()
	defer server.Close()
	c, err := client.New(client.Config{Endpoints: server.Endpoints()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	ctx := context.Background()
	swap := func(old, value string) {
		_, err := c.CompareAndSwap(ctx, "/color", old, value, client.SetOptions{})
		var refused *client.Error
		var unknown *client.UnknownOutcome
		switch {
		case err == nil:
			fmt.Println("written")
		case errors.As(err, &unknown): // Client.Resolve may find out
			fmt.Println("perhaps written")
		case errors.As(err, &refused):
			fmt.Println("refused:", refused.Message, refused.Cause)
		default: // *client.Unreachable, *client.Timeout, *client.NotV2, *client.Argument, or the context's error
			fmt.Println("not written")
		}
	}
	if _, err := c.Set(ctx, "/color", "red", client.SetOptions{}); err != nil {
		fmt.Println(err)
	}
	swap("red", "blue")
	swap("red", "green")
	if err := server.Stop(0); err != nil {
		fmt.Println(err)
	}
	swap("blue", "green")
	// Output:
	// written
	// refused: Compare failed [red != blue]
	// not written
}

// A watch goes on from an index, here from that of a write of one's own, and
// yields every change after it once and in order.
func ExampleClient_Watch() {
	server := startServer()
	defer server.Close()
	c, err := client.New(client.Config{Endpoints: server.Endpoints()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	ctx := context.Background()
	first, err := c.Set(ctx, "/jobs/1", "begun", client.SetOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	written := make(chan struct{})
	defer func() { <-written }()
	go func() { // another process, as a rule
		defer close(written)
		for _, state := range []string{"half done", "done"} {
			if _, err := c.Set(ctx, "/jobs/1", state, client.SetOptions{}); err != nil {
				fmt.Println(err)
			}
		}
	}()
	from := *first.Node.ModifiedIndex
	for event, err := range c.Watch(ctx, "/jobs", client.WatchOptions{Recursive: true, From: from}) {
		if err != nil {
			fmt.Println(err)
			break
		}
		if event.Lost != nil {
			fmt.Println(event.Lost)
			continue
		}
		fmt.Println(event.Action, *event.Node.Key, *event.Node.Value)
		if *event.Node.Value == "done" {
			break
		}
	}
	// Output:
	// set /jobs/1 begun
	// set /jobs/1 half done
	// set /jobs/1 done
}
