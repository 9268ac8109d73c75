package client

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// alike fails unless a text is the same answer, or wrong in the same way, in both
// forms that an answer is kept in.
func alike(t *testing.T, text string) {
	t.Helper()
	want, wantErr := decodeResponse(strings.NewReader(text), DefaultMaxAnswer)
	l, err := decodeListing(strings.NewReader(text), DefaultMaxAnswer)
	if fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Fatalf("%.200q: got %v, want %v", text, err, wantErr)
	}
	if err != nil {
		return
	}
	inUTC(want.Node)
	inUTC(want.PrevNode)
	if got := l.Response(); !reflect.DeepEqual(got, want) {
		t.Fatalf("%.200q: got %+v, want %+v", text, got, want)
	}
}

// inUTC has the times of nodes in UTC, as those of a Listing are.
func inUTC(n *Node) {
	if n == nil {
		return
	}
	if n.Expiration != nil {
		n.Expiration = new(n.Expiration.UTC())
	}
	for _, child := range n.Nodes {
		inUTC(child)
	}
}

// answers are texts of which some are answers.
var answers = []string{
	`{"action":"get","node":{"key":"/a","value":"v","modifiedIndex":5,"createdIndex":4,"ttl":-3,"expiration":"2026-01-02T03:04:05.000000006+01:00"}}`,
	`{"action":"delete","node":{"dir":true,"nodes":[{"key":"/\ud83d\ude00"},{}]},"prevNode":{"x":[1,2.5e3,null]}}`,
	`{"node":{"modifiedIndex":18446744073709551615,"nodes":[{"nodes":[],"dir":false},{"nodes":[{"value":""}],"key":""}],"key":"/a"},"action":"get"}`,
	`{"action":"get","node":{"expiration":"0000-01-01T00:00:00Z","ttl":9223372036854775807,"value":"\u0000\"\\é\u2028"}}`,
	`{"action":"get","node":{}}`, `{"action":"get","node":{"key":1}}`, `{"action":"get","node":{"nodes":[1]}}`, `{"action":"get","prevNode":{}}`,
	`{"action":"get","node":{"value":"a","value":"b"}}`, `{"action":"get","node":{"dir":null}}`, `{"action":"get","node":{"ttl":1.5}}`,
	`{"action":"get","node":{"value":"\ud800"}}`, "{\"action\":\"get\",\"node\":{\"value\":\"\xff\"}}", `{"action":"get","node":{}} x`,
	`{"action":"get","node":` + strings.Repeat(`{"nodes":[`, 20_000), `[`, ``,
}

// TestListing: a Listing is the Response, whatever the answer; cut anywhere it is
// none.
func TestListing(t *testing.T) {
	t.Parallel()
	for _, text := range answers {
		for i := range min(len(text), 300) {
			alike(t, text[:i])
		}
		alike(t, text)
	}
	var long strings.Builder // texts of all lengths, in more than one piece
	long.WriteString(`{"action":"get","node":{"key":"/","dir":true,"nodes":[{"key":""}`)
	for i := range 3000 {
		fmt.Fprintf(&long, `,{"key":"/%d","value":"%s"}`, i, strings.Repeat("v", i))
	}
	fmt.Fprintf(&long, `,{"value":"%s"}]}}`, strings.Repeat("x", 1<<20))
	alike(t, long.String())
	// A long text that comes first, and is shorter than it is quoted.
	alike(t, `{"action":"get","node":{"key":"/`+strings.Repeat(`\u003c`, 2*textsPiece)+`","nodes":[{"key":"/a","value":"v"}]}}`)
}

func FuzzListing(f *testing.F) {
	for _, text := range answers {
		f.Add(text)
	}
	f.Fuzz(alike)
}

// TestListingTooLarge: a Listing is held against the limit by what it takes.
func TestListingTooLarge(t *testing.T) {
	t.Parallel()
	text := `{"action":"get","node":{"nodes":[{}` + strings.Repeat(",{}", alwaysTaken/recordSize) + `]}}`
	if l, err := decodeListing(strings.NewReader(text), 0); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v, %v, want %v", l, err, ErrTooLarge)
	}
}

// TestListingByName: names are sorted by their bytes, and where several children
// have one the oldest comes first.
func TestListingByName(t *testing.T) {
	t.Parallel()
	text := `{"action":"get","node":{"key":"/d","nodes":[{"key":"/d/b","createdIndex":9},{"key":"/d/é"},{"key":"/d/b","createdIndex":7},{"key":"/d/B"},{}]}}`
	l, err := decodeListing(strings.NewReader(text), DefaultMaxAnswer)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for name, same := range l.Node().ByName() {
		for _, n := range same {
			name += fmt.Sprint(" ", n.created)
		}
		got = append(got, name)
	}
	if want := []string{"/ 0", "B 0", "b 7 9", "é 0"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if n := l.Node(); n.Len() != 5 || !l.MayContain("é") || l.MayContain("x") {
		t.Errorf("got %d children, want 5, and the texts that are there", n.Len())
	}
}
