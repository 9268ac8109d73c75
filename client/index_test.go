package client_test

import (
	"net/http"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

// TestLargeIndexes: an index fills 64 bits, and what is larger is none.
func TestLargeIndexes(t *testing.T) {
	t.Parallel()
	with := func(status int, header, body string) string {
		return strings.Replace(answerJSON(status, body), "\r\n", "\r\nX-Etcd-Index: "+header+"\r\n", 1)
	}
	node := func(index string) string {
		return `{"action":"set","node":{"key":"/k","value":"v","modifiedIndex":` + index + `,"createdIndex":4}}`
	}
	refusal := func(index string) string {
		return `{"errorCode":102,"message":"Not a file","cause":"/k","index":` + index + `}`
	}
	const over63, largest, over64 = "9223372036854775813", "18446744073709551615", "18446744073709551616"
	for text, want := range map[string]string{
		with(200, over63, node(over63)):      clienttest.Done,
		with(200, largest, node(largest)):    clienttest.Done,
		with(200, over64, node("4")):         clienttest.Done,
		with(200, "4", node(over64)):         clienttest.Unknown,
		with(403, over63, refusal(over63)):   clienttest.Refused,
		with(403, largest, refusal(largest)): clienttest.Refused,
		with(403, "4", refusal(over64)):      clienttest.Unknown,
	} {
		f := fakeServer(t, func(int, *http.Request) (string, bool) { return text, true })
		c := clienttest.Client(t, f.url)
		r, err := c.Set(t.Context(), "/k", "v", client.SetOptions{})
		clienttest.WantOutcome(t, err, want)
		if err != nil {
			continue
		}
		for name, told := range map[string]*uint64{over63: new(uint64(1<<63 + 5)), largest: new(uint64(1<<64 - 1))} {
			if strings.Contains(text, name) && (*r.Node.ModifiedIndex != *told || *r.Meta.EtcdIndex != *told || c.LastIndex() != *told) {
				t.Errorf("got %d in the node, %d in the header, %d as the newest, want %d", *r.Node.ModifiedIndex, *r.Meta.EtcdIndex, c.LastIndex(), *told)
			}
		}
		if strings.Contains(text, over64) && (r.Meta.EtcdIndex != nil || c.LastIndex() != 0) {
			t.Errorf("got the index %v of %s, want none", r.Meta.EtcdIndex, over64)
		}
	}
}
