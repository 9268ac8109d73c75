package client

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]struct {
		text string
		want Response
	}{
		"get": {`{"action":"get","node":{"key":"/a","value":"v","modifiedIndex":5,"createdIndex":4}}` + "\n",
			Response{Action: "get", Node: &Node{Key: new("/a"), Value: new("v"), ModifiedIndex: new(uint64(5)), CreatedIndex: new(uint64(4))}}},
		"root": {`{"action":"get","node":{"dir":true}}`, Response{Action: "get", Node: &Node{Dir: true}}},
		"children": {`{"action":"get","node":{"dir":true,"nodes":[{"key":"/a","dir":true,"nodes":[]},{"key":"/b","value":""}]}}`,
			Response{Action: "get", Node: &Node{Dir: true, Nodes: []*Node{{Key: new("/a"), Dir: true}, {Key: new("/b"), Value: new("")}}}}},
		"prevNode": {`{"action":"delete","node":{"key":"/a"},"prevNode":{"key":"/a","value":"v"}}`,
			Response{Action: "delete", Node: &Node{Key: new("/a")}, PrevNode: &Node{Key: new("/a"), Value: new("v")}}},
		"ttl": {`{"action":"set","node":{"ttl":-3,"expiration":"2026-01-02T03:04:05.123456789Z"}}`,
			Response{Action: "set", Node: &Node{TTL: new(int64(-3)), Expiration: new(time.Date(2026, 1, 2, 3, 4, 5, 123456789, time.UTC))}}},
		"largest": {`{"action":"set","node":{"modifiedIndex":18446744073709551615,"ttl":9223372036854775807}}`,
			Response{Action: "set", Node: &Node{ModifiedIndex: new(uint64(1<<64 - 1)), TTL: new(int64(1<<63 - 1))}}},
		"escapes": {`{"action":"get","node":{"key":"/\u003c\u2028","value":"\u0000\n\"\\\/\ud83d\ude00é"}}`,
			Response{Action: "get", Node: &Node{Key: new("/<\u2028"), Value: new("\x00\n\"\\/😀é")}}},
		"unknown fields": {` { "x" : [ {"node":1} ], "node" : { "lease":{"a":[]}, "value":"v" } , "action" : "get" } `,
			Response{Action: "get", Node: &Node{Value: new("v")}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, body := range []io.Reader{strings.NewReader(try.text), iotest.OneByteReader(strings.NewReader(try.text)), iotest.DataErrReader(strings.NewReader(try.text))} {
				got, err := decodeResponse(body, DefaultMaxAnswer)
				if err != nil || !reflect.DeepEqual(*got, try.want) {
					t.Errorf("got %+v, %v, want %+v", got, err, try.want)
				}
			}
		})
	}
}

// TestDecodeHostile has bodies that are no answer, each for one reason.
func TestDecodeHostile(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"x", "null", "true", "7", `"a"`, "[]", "{}", `{"action":"get"}`, `{"node":{}}`, `{"action":"","node":{}}`, "<html></html>", "404 page not found",
		`{"action":null,"node":{}}`, `{"action":"get","node":null}`, `{"action":"get","node":[]}`, `{"action":["get"],"node":{}}`,
		`{"action":"get","node":{"key":1}}`, `{"action":"get","node":{"value":null}}`, `{"action":"get","node":{"value":{}}}`,
		`{"action":"get","node":{"dir":"true"}}`, `{"action":"get","node":{"dir":1}}`, `{"action":"get","node":{"nodes":{}}}`,
		`{"action":"get","node":{"nodes":[1]}}`, `{"action":"get","node":{"nodes":[null]}}`, `{"action":"get","node":{"nodes":null}}`,
		`{"action":"get","node":{"modifiedIndex":-1}}`, `{"action":"get","node":{"modifiedIndex":1.0}}`, `{"action":"get","node":{"modifiedIndex":1e3}}`,
		`{"action":"get","node":{"modifiedIndex":"1"}}`, `{"action":"get","node":{"createdIndex":18446744073709551616}}`,
		`{"action":"get","node":{"ttl":9223372036854775808}}`, `{"action":"get","node":{"ttl":"5"}}`,
		`{"action":"get","node":{"expiration":"soon"}}`, `{"action":"get","node":{"expiration":5}}`,
		`{"action":"get","node":{}}{}`, `{"action":"get","node":{}} x`, `{"action":"get","node":{},}`, `{"action":"get" "node":{}}`,
		`{"action":"get","action":"set","node":{}}`, `{"action":"get","node":{"value":"a","value":"b"}}`,
		"{\"action\":\"get\",\"node\":{\"value\":\"\xff\"}}", "{\"action\":\"get\",\"node\":{\"value\":\"\n\"}}", `{"action":"get","node":{"value":"\x"}}`,
		`{"action":"get","node":` + strings.Repeat(`{"nodes":[`, 100_000),
	} {
		got, err := decodeResponse(strings.NewReader(text), DefaultMaxAnswer)
		if !errors.As(err, new(*notAnswer)) {
			t.Errorf("%.80s: got %+v, %v (%T), want a *notAnswer", text, got, err, err)
		}
	}
}

// TestDecodeCut cuts an answer everywhere: half of one is never an answer, nor
// taken for that of another program.
func TestDecodeCut(t *testing.T) {
	t.Parallel()
	const text = `{"action":"get","node":{"key":"/é","dir":true,"nodes":[{"key":"/a","value":"\u00e9v","ttl":12,"expiration":"2026-01-02T03:04:05Z","modifiedIndex":45}]},"prevNode":{"dir":false}}`
	broken := errors.New("broken")
	for i := range len(text) {
		want := io.ErrUnexpectedEOF
		if i == 0 {
			want = errEmpty
		}
		if got, err := decodeResponse(strings.NewReader(text[:i]), DefaultMaxAnswer); !errors.Is(err, want) {
			t.Errorf("%s: got %+v, %v (%T), want %v", text[:i], got, err, err, want)
		}
		body := io.MultiReader(strings.NewReader(text[:i]), iotest.ErrReader(broken))
		if got, err := decodeResponse(body, DefaultMaxAnswer); !errors.Is(err, broken) {
			t.Errorf("%s: got %+v, %v, want the connection's error", text[:i], got, err)
		}
	}
	body := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
	if got, err := decodeResponse(body, DefaultMaxAnswer); !errors.Is(err, broken) {
		t.Errorf("got %+v, %v, want the connection's error even after the answer", got, err)
	}
}

func TestRefusalBodies(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]*Error{
		`{"errorCode":101,"message":"Compare failed","cause":"[a != b]","index":7}` + "\n": {Code: ErrCompareFailed, Message: "Compare failed", Cause: "[a != b]", Index: 7},
		`{"message":"No such member: x"}`:                                                  {Message: "No such member: x"},
		`"an old etcd"`:                                                                    {Message: "an old etcd"},
		"":                                                                                 nil,
		"{}":                                                                               nil,
		`""`:                                                                               nil,
		`{"message":""}`:                                                                   nil,
		`{"errorCode":"100","message":"m"}`:                                                nil,
		`{"errorCode":100,"message":"m"`:                                                   nil,
		`{"errorCode":100,"message":"m"}{}`:                                                nil,
		`{"errorCode":1e99,"message":"m"}`:                                                 nil,
		`{"error":"x","code":5,"message":["m"]}`:                                           nil,
		"404 page not found\n":                                                             nil,
		"<html></html>":                                                                    nil,
	} {
		if got := parseRefusal([]byte(text)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
	}
}

// TestScanResponse has answers as etcd writes them about one key, which are scanned in
// one piece.
func TestScanResponse(t *testing.T) {
	t.Parallel()
	for _, text := range etcdsAnswers {
		if scanResponse(text) == nil {
			t.Errorf("%s is left to the decoder", text)
		}
	}
}

var etcdsAnswers = []string{
	`{"action":"get","node":{"key":"/a","value":"v: é","modifiedIndex":5,"createdIndex":4}}` + "\n",
	`{"action":"set","node":{"key":"/a","value":"","expiration":"2026-01-02T03:04:05.123456789Z","ttl":3,"modifiedIndex":5,"createdIndex":5},"prevNode":{"key":"/a","value":"v","modifiedIndex":4,"createdIndex":4}}`,
	`{"action":"delete","node":{"key":"/a","dir":true,"modifiedIndex":5,"createdIndex":4},"prevNode":{"key":"/a","dir":true,"modifiedIndex":4,"createdIndex":4}}`,
}

// FuzzScanResponse: what is scanned is what the decoder reads.
func FuzzScanResponse(f *testing.F) {
	for _, text := range etcdsAnswers {
		f.Add(text)
		for _, change := range []string{`\`, "\x00", "\xff", " ", "-", "0", "e1", ",", "}", `,"key":"/b"`, `,"x":1`, `"nodes":[],`, `\"`, `\\`, `\u003c`, `\ud83d`, `\x`} {
			f.Add(strings.Replace(text, `5`, `5`+change, 1))
			f.Add(strings.Replace(text, `/a`, `/a`+change, 1))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := scanResponse(text)
		if got == nil {
			return
		}
		if want, err := decodeTokens(strings.NewReader(text), DefaultMaxAnswer); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v of %q, and the decoder %+v, %v", got, text, want, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"action":"get","node":{"key":"/a","value":"v","modifiedIndex":5,"createdIndex":4,"ttl":3,"expiration":"2026-01-02T03:04:05Z"}}`,
		`{"action":"delete","node":{"dir":true,"nodes":[{"key":"/\ud83d\ude00"},{}]},"prevNode":{"x":[1,2.5e3,null]}}`,
		`{"errorCode":100,"message":"Key not found","cause":"/a","index":7}`, `"x"`, `[`, ``,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := decodeResponse(strings.NewReader(string(text)), DefaultMaxAnswer)
		if err == nil && (r == nil || r.Action == "" || r.Node == nil) {
			t.Fatalf("got %+v, want an action and a node", r)
		}
		if err != nil && !errors.As(err, new(*notAnswer)) && !errors.Is(err, io.ErrUnexpectedEOF) && (err != errEmpty || len(text) > 0) {
			t.Fatalf("got %v (%T), want a *notAnswer, an unexpected end, or none of an answer", err, err)
		}
		if refused := parseRefusal(text); refused != nil && refused.Message == "" {
			t.Fatalf("got %+v, want words", refused)
		}
	})
}

// TestLongValue: an answer with a long value is read as any, in one piece or not.
func TestLongValue(t *testing.T) {
	t.Parallel()
	const begin, end = `{"action":"get","node":{"key":"/a","value":"`, `","modifiedIndex":5,"createdIndex":4}}` + "\n"
	plain := strings.Repeat("物x ", valuePiece)
	for name, text := range map[string]string{
		"plain":           begin + plain + end,
		"escaped":         begin + strings.Repeat(`\"a\\\u003c\ud83d\ude00`, valuePiece/8) + `\\` + end,
		"of whole pieces": begin + strings.Repeat("x", 2*shortAnswer-len(begin)-len(end)) + end,
		"not UTF-8":       begin + plain + "\xff" + end,
		"with a newline":  begin + plain + "\n" + end,
		"half a pair":     begin + plain + `\ud83d` + end,
		"with children":   begin + plain + `","nodes":[{"key":"/a/b"}],"modifiedIndex":5}}`,
		"that goes on":    begin + plain + end + "{}",
		"cut":             begin + plain,
		"empty names":     strings.Replace(begin, "{", `{"":1,`, 1) + plain + end,
	} {
		got, err := decodeResponse(strings.NewReader(text), DefaultMaxAnswer)
		want, wantErr := decodeTokens(strings.NewReader(text), DefaultMaxAnswer)
		if !reflect.DeepEqual(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("%s: got another answer than that of the decoder, or %v, want %v", name, err, wantErr)
		}
		broken := errors.New("broken")
		if _, err := decodeResponse(io.MultiReader(strings.NewReader(text[:len(text)/2]), iotest.ErrReader(broken)), DefaultMaxAnswer); err != broken {
			t.Errorf("%s, broken: got %v, want the body's error", name, err)
		}
		if _, err := decodeResponse(strings.NewReader(strings.Replace(text, "物", strings.Repeat("物", 20), 20_000)), 1); err == nil && strings.Contains(text, "物") {
			t.Errorf("%s, beyond the limit: got no error", name)
		}
	}
}

// TestLongValueMemory: no piece that a value is read in is larger than what was read
// before it.
func TestLongValueMemory(t *testing.T) {
	t.Parallel()
	text := `{"action":"get","node":{"key":"/a","value":"` + strings.Repeat("x", 3*valuePiece) + `"}}`
	body := &readSizes{Reader: strings.NewReader(text)}
	if _, err := decodeResponse(body, DefaultMaxAnswer); err != nil {
		t.Fatal(err)
	}
	if body.largest != valuePiece || body.early > shortAnswer {
		t.Errorf("%d bytes at a time were asked for, and at first %d", body.largest, body.early)
	}
}

// readSizes notes how much is asked for at once: at most, and in the first two pieces.
type readSizes struct {
	*strings.Reader
	largest, early int
}

func (r *readSizes) Read(p []byte) (int, error) {
	if r.largest = max(r.largest, len(p)); r.Size()-int64(r.Len()) < 2*shortAnswer {
		r.early = max(r.early, len(p))
	}
	return r.Reader.Read(p)
}
