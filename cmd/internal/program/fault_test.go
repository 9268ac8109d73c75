package program_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestLostAnswerOfWrite(t *testing.T) {
	t.Parallel()
	body := "value=v"
	tests := map[string]struct{ line, request string }{
		"reset!":  {`reset! k v`, "PUT /v2/keys/k " + body},
		"create!": {`create! k v`, "POST /v2/keys/k " + body},
		"cas!":    {`cas! k old v`, "PUT /v2/keys/k prevValue=old&" + body},
		"delete!": {`delete! k`, "DELETE /v2/keys/k "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, func(_ int, w http.ResponseWriter, _ *http.Request) { hangUp(w) })
			other := startFake(t, always(http.StatusOK, jsonType, `{"action":"set","node":{"key":"/k","value":"v"}}`))
			method, _, _ := strings.Cut(test.request, " ")
			run{}.etcd2sh(t, f.url, other.url, "-c", test.line, "-c", "pwd").fails(t, 6,
				"; -c:1: "+test.line+"\n", "{:type :unknown-outcome, ", `:request "`+method+` /k"`)
			f.got(t, test.request)
			other.got(t)
		})
	}
}

// Answers after which nobody knows whether the write happened.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status     int
		kind, body string
	}{
		"no quorum":        {500, jsonType, `{"errorCode":300,"message":"Raft Internal Error","cause":"etcdserver: request timed out","index":7}`},
		"a page of HTML":   {200, htmlType, "<html>welcome</html>"},
		"half an answer":   {200, jsonType, `{"action":"set","node":{"key":"/k"`},
		"a proxy gave up":  {502, htmlType, "<html>Bad Gateway</html>"},
		"too slow":         {408, jsonType, `{"errorCode":104,"message":"Not a directory","cause":"/k","index":7}`},
		"half a refusal":   {400, jsonType, `{"errorCode":104,"message":"Not a dir`},
		"answer of a read": {200, jsonType, `{"action":"get","node":{"key":"/k","value":"v"}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, always(test.status, test.kind, test.body))
			run{}.etcd2sh(t, f.url, "-c", "reset! k v").fails(t, 6, ":type :unknown-outcome")
			f.got(t, "PUT /v2/keys/k value=v")
		})
	}
}

func TestLostAnswerOfReadIsAskedAgain(t *testing.T) {
	t.Parallel()
	f := startFake(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 0 {
			hangUp(w)
		}
		respond(w, http.StatusOK, jsonType, `{"action":"get","node":{"key":"/k","value":"v","modifiedIndex":4,"createdIndex":4}}`)
	})
	run{}.etcd2sh(t, f.url, "-c", "get k").want(t, result{out: "\"v\"\n"})
	f.got(t, "GET /v2/keys/k ", "GET /v2/keys/k ")
}

func TestNoAnswerInTime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		line   string
		status int
		err    string
	}{
		"a read":  {"get k", 3, ":type :timeout"},
		"a write": {"reset! k v", 6, ":type :unknown-outcome"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
			run{}.etcd2sh(t, f.url, "--timeout", "50ms", "-c", test.line).fails(t, test.status, test.err, "no answer within 50ms", "--timeout lets it take longer")
		})
	}
}

func TestNotEtcdV2(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status        int
		kind, body    string
		version       string // what /version says; "" answers as everything else
		found, advice string
	}{
		"another program": {404, textType, "404 page not found\n", "", "404 page not found", "check the address"},
		"v2 is off":       {404, textType, "404 page not found\n", "3.5.35", "etcd 3.5.35", "--enable-v2=true"},
		"etcd 3.6":        {404, textType, "404 page not found\n", "3.6.1", "etcd 3.6.1", "3.6 and later have no v2 API"},
		"a page of HTML":  {200, htmlType, "<html>welcome</html>", "", "", "check the address"},
		"other JSON":      {200, jsonType, `{"kind":"Status"}`, "", "", "check the address"},
		"a proxy":         {502, htmlType, "<html>Bad Gateway</html>", "", "502 Bad Gateway", "could not reach it\", :status 502}"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, func(_ int, w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/version" && test.version != "" {
					respond(w, http.StatusOK, jsonType, `{"etcdserver":"`+test.version+`","etcdcluster":"3.5.0"}`)
					return
				}
				respond(w, test.status, test.kind, test.body)
			})
			for _, line := range []string{"get k", "get* k"} {
				run{}.etcd2sh(t, f.url, "-c", line).fails(t, 3, "{:type :not-etcd-v2, ", test.found, test.advice)
			}
		})
	}
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
	}{
		"without a password": {401, `{"errorCode":110,"message":"The request requires user authentication","cause":"Insufficient credentials","index":0}`},
		"the auth handlers":  {403, `{"message":"user is not allowed"}`},
		"a gateway's page":   {401, "<html>Who are you?</html>"},
		"a gateway's line":   {403, "no"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, always(test.status, jsonType, test.body))
			for _, line := range []string{"get k", "reset! k v"} {
				run{}.etcd2sh(t, f.url, "-c", line).fails(t, 7, ":status "+strconv.Itoa(test.status))
			}
		})
	}
}

// What a server sends cannot drive the terminal of whoever reads it.
func TestServerTextIsEscaped(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]0;owned\x07\x00\x7f\u009b2J\u202etxt\u2066\u200f\r\n\u2028"
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		status int
		body   string
	}{
		"a value":     {200, `{"action":"get","node":{"key":"/k","value":` + string(quoted) + `}}`},
		"a key":       {200, `{"action":"get","node":{"key":"/k","dir":true,"nodes":[{"key":` + string(quoted) + `,"value":"v"}]}}`},
		"an action":   {200, `{"action":` + string(quoted) + `,"node":{"key":"/k","value":"v"}}`},
		"a message":   {400, `{"errorCode":203,"message":` + string(quoted) + `,"cause":"c","index":1}`},
		"a cause":     {404, `{"errorCode":100,"message":"m","cause":` + string(quoted) + `,"index":1}`},
		"no etcd":     {404, evil},
		"an old etcd": {400, string(quoted)},
	}
	for name, test := range tests {
		for _, format := range []string{"edn", "json"} {
			t.Run(name+" in "+format, func(t *testing.T) {
				t.Parallel()
				f := startFake(t, always(test.status, textType, test.body))
				got := run{}.etcd2sh(t, f.url, "-k", "-o", format, "-c", "get k", "-c", "get* k", "-c", "meta get* k", "-c", "ls k")
				for _, raw := range []string{"\x1b", "\x07", "\x00", "\x7f", "\u009b", "\u202e", "\u2066", "\u200f", "\r", "\u2028"} {
					if strings.Contains(got.out+got.err, raw) {
						t.Errorf("%q came through in %q", raw, got.out+got.err)
					}
				}
				if !strings.Contains(got.out+got.err, `1b]0;owned`) {
					t.Errorf("got %q and %q, want the text with its escapes", got.out, got.err)
				}
			})
		}
	}
}
