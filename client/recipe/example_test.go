package recipe_test

import (
	"context"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/recipe"
)

// exampleClient is a client of the etcd of the tests.
func exampleClient() *client.Client {
	c, err := client.New(client.Config{Endpoints: []string{endpoint}})
	if err != nil {
		panic(err)
	}
	return c
}

// A nightly job that must not run twice at once. What it writes carries the
// token, so that a store can refuse one who only believes that it holds.
func ExampleLock() {
	ctx := context.Background()
	lock := recipe.Lock{Client: exampleClient(), Key: "/example/lock", TTL: 10, Owner: "nightly on a"}
	held, err := lock.Acquire(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = held.Do(ctx, func(ctx context.Context) error { // ctx ends when the lock is lost
		waiters, err := lock.Show(ctx)
		if err != nil {
			return err
		}
		fmt.Println("held by", waiters[0].Owner, waiters[0].Token == held.Token())
		return nil
	})
	fmt.Println(err)
	// Output:
	// held by nightly on a true
	// <nil>
}

func ExampleElection() {
	ctx := context.Background()
	election := recipe.Election{Client: exampleClient(), Key: "/example/election"}
	held, err := election.Campaign(ctx, "ann")
	if err != nil {
		fmt.Println(err)
		return
	}
	for leader, err := range election.Observe(ctx) { // in other processes, as a rule
		if err != nil || leader.Name == "" {
			fmt.Println("nobody leads", err)
			break
		}
		fmt.Println(leader.Name, "leads")
		if err := held.Release(ctx); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// ann leads
	// nobody leads <nil>
}

func ExampleQueue() {
	ctx := context.Background()
	c := exampleClient()
	for _, work := range []string{"first", "second"} {
		if _, err := c.CreateInOrder(ctx, "/example/queue", work, client.SetOptions{}); err != nil {
			fmt.Println(err)
		}
	}
	queue := recipe.Queue{Client: c, Key: "/example/queue"}
	for range 3 {
		item, err := queue.Dequeue(ctx) // DequeueWait would wait for a third
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(item.Value)
	}
	// Output:
	// first
	// second
	// the queue is empty
}
