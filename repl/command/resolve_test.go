package command_test

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/transport"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// losing is a transport that loses the answers to the writes of a key, or the
// writes themselves.
type losing struct {
	transport.Transport
	key    string
	before bool
}

func (l *losing) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet || req.URL.Path != "/v2/keys"+l.key {
		return l.Transport.RoundTrip(req)
	}
	if !l.before {
		resp, err := l.Transport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
	}
	return nil, &transport.SendError{Sent: true, Err: errors.New("connection reset")}
}

// TestResolve says what became of writes, also of those that a command made
// which is part of another.
func TestResolve(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	other, _ := repltest.Watching(t, endpoint)
	for _, tt := range []struct {
		before, line string
		lost         bool   // the write itself, not its answer
		then         string // happens before resolve
		request      string // without what it asked for
		asked        string // a regular expression, with $index for the key's
		want         string // the verdict, and whether it was seen in the history
	}{
		{"reset! a 1", "cas-index! a $index 2", false, "reset! a 3", "PUT /a", " prevIndex=$index value=2", `"happened" true`},
		{"reset! b 1", "cas-index! b $index 2", true, "reset! b 3", "PUT /b", " prevIndex=$index value=2", `"cannot-happen" false`},
		{"reset! c 1", "cas-index! c $index 2", true, "get c", "PUT /c", " prevIndex=$index value=2", `"not-known" false`},
		{"get x", "reset! d v", false, "get d", "PUT /d", " value=v", `"not-known" true`},
		{"get x", "reset! e v", true, "get e", "PUT /e", " value=v", `"not-known" false`},
		{"reset! f 1", "delete! f", false, "get f", "DELETE /f", "", `"not-known" true`},
		{"get x", "create! g v", false, "get g", "POST /g", " value=v", `"not-known" true`},
		{"reset! h 1", "try cas-index! h $index 2 catch [:type :usage] no", false, "get h", "PUT /h", " prevIndex=$index value=2", `"happened" true`},
		{"reset! i 1", "repeat 1 cas-index! i $index 2", false, "get i", "PUT /i", " prevIndex=$index value=2", `"happened" true`},
		{"reset! j 1", "lock m cas-index! j $index 2", false, "get j", "PUT /j", " prevIndex=$index value=2", `"happened" true`},
		{"get x", "lock k get x", true, "get k", "POST /k", " ttl=10 value=\\S+ \\S+", `"not-known" false`},
		{"reset! l 1", "cas-index! l $index 2 --timeout 100us", true, "reset! l 3", "PUT /l", " prevIndex=$index value=2", `"cannot-happen" false`},
		{"reset! p 1", "cas! p 1 2 --secret", false, "get p", "PUT /p", ` prevValue=\(secret\) value=\(secret\)`, `"not-known" true`},
		{"reset! n 1", "repeat 1 reset! n 2 --secret", false, "get n", "PUT /n", ` value=\(secret\)`, `"not-known" true`},
		{"get x", "reset! o --ttl 1000 1234567890123456789012345678901234567890x", false, "get o", "PUT /o", " ttl=1000 value=1234567890123456789012345678901234567890…", `"not-known" true`},
	} {
		_, key, _ := strings.Cut(tt.request, " ")
		l := &losing{key: key, before: tt.lost}
		s := repltest.Connect(t, client.Config{Endpoints: []string{endpoint}, Transport: l, Timeout: repltest.LongEnough}, eval.Settings{})
		l.key = "" // not yet
		repltest.Run(t, s, "def index "+tt.before+" | :node :modifiedIndex")
		l.key = key
		var last repltest.Part
		for last = range repltest.Evaluate(t.Context(), s, tt.line) {
		}
		if eval.Status(last.Err) != lang.StatusUnknown {
			t.Errorf("%s: got %s %v, want an unknown outcome", tt.line, last.Text(t), last.Err)
			continue
		}
		repltest.Run(t, other, tt.then)
		got := repltest.Run(t, s, "resolve | jq '[.request, .verdict, has(\"index\")]'")
		asked := strings.ReplaceAll(tt.asked, "$index", repltest.Run(t, s, "echo $index"))
		if want := `^\["` + tt.request + asked + `" ` + tt.want + `\]$`; !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%s: got %s, want %s: %s", tt.line, got, want, repltest.Run(t, s, "resolve"))
		}
	}
}
