package clienttest

import (
	"strconv"
	"testing"

	"etcd2sh/client"
)

// Client gives a client of endpoints that waits for LongTimeout.
func Client(t testing.TB, endpoints ...string) *client.Client {
	t.Helper()
	return New(t, client.Config{Endpoints: endpoints, Timeout: LongTimeout})
}

// New gives a client that is closed with the test.
func New(t testing.TB, cfg client.Config) *client.Client {
	t.Helper()
	c, err := client.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// Set writes a value and gives the answer.
func Set(t testing.TB, c *client.Client, key, value string) *client.Response {
	t.Helper()
	r, err := c.Set(t.Context(), key, value, client.SetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Mkdir makes a directory.
func Mkdir(t testing.TB, c *client.Client, key string) {
	t.Helper()
	if _, err := c.Mkdir(t.Context(), key, client.SetOptions{}); err != nil {
		t.Fatal(err)
	}
}

// Get is the node as the store has it now.
func Get(t testing.TB, c *client.Client, key string) *client.Node {
	t.Helper()
	r, err := c.Get(t.Context(), key, client.GetOptions{Quorum: true})
	if err != nil {
		t.Fatal(err)
	}
	return r.Node
}

// Increment is the swap's function of a counter.
func Increment(old string) (string, error) {
	n, err := strconv.Atoi(old)
	return strconv.Itoa(n + 1), err
}
