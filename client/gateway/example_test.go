package gateway_test

import (
	"context"
	"fmt"
	"log"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/sandbox"
)

// Example makes a key if there is none, and reads what is there.
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
	g := gateway.New(c, gateway.User{})
	put := gateway.Put{Key: []byte("/atom"), Value: []byte("hi")}
	for range 2 {
		answer, err := g.Txn(ctx, gateway.Txn{
			Compare: []gateway.Compare{gateway.Missing("/atom")},
			Success: []gateway.Op{{Put: &put}},
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(answer.Succeeded)
	}
	for kv, err := range g.All(ctx, "/", false) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s\n", kv.Key, kv.Value)
	}
	// Output:
	// true
	// false
	// /atom hi
}
