package client_test

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestCurl: what Curl gives makes a shell send the same request.
func TestCurl(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("NOT RUN: curl is not installed")
	}
	server := fakeServer(t, func(_ int, req *http.Request) (string, bool) { return answerJSON(200, doneFor(req)), true })
	send := func(t *testing.T, do func(c *client.Client)) {
		t.Helper()
		c, all := traced(clienttest.Client(t, strings.Replace(server.url, "//", "//alice:pw@", 1)))
		do(c)
		x := (*all)[0]
		line := strings.Replace(x.Curl(), "-u alice ", "-u alice:pw ", 1)
		if out, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", line, err, out)
		}
		saw := server.requests()
		if ours, theirs := saw[len(saw)-2], saw[len(saw)-1]; ours != theirs {
			t.Errorf("%s\nsent %q\nwant %q", line, theirs, ours)
		}
	}
	for _, text := range []string{
		"x", "a b", "it's", `"q" \`, "$HOME `id` $(id)", "100%", "a+b&c=d;e", "new\nline\ttab\r", "@file", "{a,b}[1-3]", "物理学 é", "-x", "~", "?#!*", "\x01\x7f",
	} {
		send(t, func(c *client.Client) { c.Set(t.Context(), "/"+text, text, client.SetOptions{}) })
		send(t, func(c *client.Client) {
			c.Set(t.Context(), "/k", text, client.SetOptions{PrevValue: new(text + "1"), TTL: new(uint64(5))})
		})
		send(t, func(c *client.Client) { c.Get(t.Context(), "/"+text, client.GetOptions{Recursive: true, Quorum: true}) })
		send(t, func(c *client.Client) { c.Delete(t.Context(), "/"+text, client.DeleteOptions{PrevValue: &text}) })
		send(t, func(c *client.Client) { c.CreateInOrder(t.Context(), "/q", text, client.SetOptions{}) })
	}
	send(t, func(c *client.Client) { c.Mkdir(t.Context(), "/d", client.SetOptions{}) })
	send(t, func(c *client.Client) { c.Set(t.Context(), "/empty", "", client.SetOptions{}) })
}
