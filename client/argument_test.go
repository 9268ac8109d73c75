package client_test

import (
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestRefusedBeforeSending has what etcd would take for something else.
//
// Promise: What etcd would misread is refused
func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	type options = client.SetOptions
	ctx := t.Context()
	bad := "\xff"
	for name, try := range map[string]struct {
		argument string
		do       func(c *client.Client) (*client.Response, error)
	}{
		"set prevIndex 0": {"prev-index", func(c *client.Client) (*client.Response, error) {
			return c.Set(ctx, "k", "v", options{PrevIndex: new(uint64(0))})
		}},
		"cas index 0": {"prev-index", func(c *client.Client) (*client.Response, error) {
			return c.CompareAndSwapIndex(ctx, "k", 0, "v", options{})
		}},
		"refresh index 0": {"prev-index", func(c *client.Client) (*client.Response, error) {
			return c.Refresh(ctx, "k", 5, options{PrevIndex: new(uint64(0))})
		}},
		"delete index 0": {"prev-index", func(c *client.Client) (*client.Response, error) {
			return c.Delete(ctx, "k", client.DeleteOptions{PrevIndex: new(uint64(0))})
		}},
		"delete value": {"prev-value", func(c *client.Client) (*client.Response, error) {
			return c.Delete(ctx, "k", client.DeleteOptions{PrevValue: new("")})
		}},
		"set value empty": {"prev-value", func(c *client.Client) (*client.Response, error) {
			return c.Set(ctx, "k", "v", options{PrevValue: new("")})
		}},
		"prevValue bytes": {"prev-value", func(c *client.Client) (*client.Response, error) {
			return c.CompareAndSwap(ctx, "k", bad, "v", options{})
		}},
		"value bytes":    {"value", func(c *client.Client) (*client.Response, error) { return c.Set(ctx, "k", bad, options{}) }},
		"in order bytes": {"value", func(c *client.Client) (*client.Response, error) { return c.CreateInOrder(ctx, "k", bad, options{}) }},
		"key bytes":      {"key", func(c *client.Client) (*client.Response, error) { return c.Get(ctx, "a/\xffb", client.GetOptions{}) }},
		"key dot": {"key", func(c *client.Client) (*client.Response, error) {
			return c.Delete(ctx, "a/./b", client.DeleteOptions{})
		}},
		"key dots":        {"key", func(c *client.Client) (*client.Response, error) { return c.Set(ctx, "a/..", "v", options{}) }},
		"key starts dots": {"key", func(c *client.Client) (*client.Response, error) { return c.Get(ctx, "../2/users", client.GetOptions{}) }},
		"swap dots": {"key", func(c *client.Client) (*client.Response, error) {
			return c.Swap(ctx, "../2", nil, client.SwapOptions{})
		}},
		"key too long": {"key", func(c *client.Client) (*client.Response, error) {
			return c.Get(ctx, strings.Repeat("k", 1<<20), client.GetOptions{})
		}},
		"root key dots": {"root-key", func(c *client.Client) (*client.Response, error) {
			return c.Get(ctx, "k", client.GetOptions{Options: client.Options{RootKey: "keys/.."}})
		}},
		"ttl": {"ttl", func(c *client.Client) (*client.Response, error) {
			return c.Set(ctx, "k", "v", options{TTL: new(uint64(client.MaxTTL + 1))})
		}},
		"refresh ttl": {"ttl", func(c *client.Client) (*client.Response, error) { return c.Refresh(ctx, "k", 1<<63, options{}) }},
		"not exist, value": {"prev-exist", func(c *client.Client) (*client.Response, error) {
			return c.Set(ctx, "k", "v", options{PrevExist: new(false), PrevValue: new("a")})
		}},
		"not exist, index": {"prev-exist", func(c *client.Client) (*client.Response, error) {
			return c.Set(ctx, "k", "v", options{PrevExist: new(false), PrevIndex: new(uint64(4))})
		}},
		"mkdir, index": {"prev-exist", func(c *client.Client) (*client.Response, error) {
			return c.Mkdir(ctx, "k", options{PrevIndex: new(uint64(4))})
		}},
		"update not exist": {"prev-exist", func(c *client.Client) (*client.Response, error) {
			return c.Update(ctx, "k", "v", options{PrevExist: new(false)})
		}},
		"create existing": {"prev-exist", func(c *client.Client) (*client.Response, error) {
			return c.Create(ctx, "k", "v", options{PrevExist: new(true)})
		}},
		"refresh no exist": {"prev-exist", func(c *client.Client) (*client.Response, error) {
			return c.Refresh(ctx, "k", 5, options{PrevExist: new(false)})
		}},
		"refresh value, value": {"prev-value", func(c *client.Client) (*client.Response, error) {
			return c.RefreshValue(ctx, "k", "v", 5, options{PrevValue: new("v")})
		}},
		"refresh no value": {"prev-value", func(c *client.Client) (*client.Response, error) {
			return c.RefreshValue(ctx, "k", "", 5, options{})
		}},
		"in order, index": {"create in order", func(c *client.Client) (*client.Response, error) {
			return c.CreateInOrder(ctx, "k", "v", options{PrevIndex: new(uint64(4))})
		}},
		"in order, exist": {"create in order", func(c *client.Client) (*client.Response, error) {
			return c.CreateInOrder(ctx, "k", "v", options{PrevExist: new(true)})
		}},
		"wait and quorum": {"wait", func(c *client.Client) (*client.Response, error) {
			return c.Get(ctx, "k", client.GetOptions{Wait: true, Quorum: true})
		}},
		"index, no wait": {"wait-index", func(c *client.Client) (*client.Response, error) {
			return c.Get(ctx, "k", client.GetOptions{WaitIndex: new(uint64(4))})
		}},
		"negative timeout": {"timeout", func(c *client.Client) (*client.Response, error) {
			return c.Get(ctx, "k", client.GetOptions{Options: client.Options{Timeout: -1}})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clienttest.Client(t, "127.0.0.1:1")
			_, err := try.do(c)
			wantArgument(t, err, try.argument)
			if sent := c.Stats().Requests; sent != 0 {
				t.Errorf("got %d requests, want 0", sent)
			}
		})
	}
}
