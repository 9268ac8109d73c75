package migrate_test

import (
	"context"
	"fmt"
	"log"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/migrate"
	"etcd2sh/client/sandbox"
)

// Example copies all that is in v2 to the v3 store of the same cluster, twice.
func Example() {
	ctx := context.Background()
	cluster, err := sandbox.Start(ctx, sandbox.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	c, err := client.New(client.Config{Endpoints: cluster.Endpoints()})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := c.Set(ctx, "/cats/mittens", "black n white", client.SetOptions{}); err != nil {
		log.Fatal(err)
	}
	m := migrate.Migration{From: c, Key: "/", To: gateway.New(c, gateway.User{})}
	for range 2 {
		source, err := m.Read(ctx)
		if err != nil {
			log.Fatal(err)
		}
		if err := m.Check(ctx, source); err != nil {
			log.Fatal(err)
		}
		counts, err := m.Copy(ctx, source)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d created, %d the same\n", counts.Created, counts.Same)
	}
	// Output:
	// 1 created, 0 the same
	// 0 created, 1 the same
}
