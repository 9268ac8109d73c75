package upgradetest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
)

// hidden is the directory with a hidden name in which [Member.Fill] leaves a key.
const hidden = "/_hidden"

// filled is how many keys [Member.Fill] leaves, the hidden one among them.
const filled = 154

// Fill leaves one of everything that v2 can hold: keys, some with a ttl, a hidden one,
// names that are not ASCII, empty directories, users and a role.
func (m *Member) Fill() {
	m.t.Helper()
	for i := range 150 {
		m.Do(http.MethodPut, fmt.Sprintf("/v2/keys/many/%03d", i), fmt.Sprintf("value=%d", i))
	}
	for _, r := range []request{
		put("/v2/keys/services/web/a", "value=10.0.0.1:80&ttl=3000"), put("/v2/keys/doomed/k", "value=v&ttl=2500"),
		put("/v2/keys/empty/inner", "dir=true"), put("/v2/keys"+hidden+"/x", "value=of+a+hidden+one"),
		put("/v2/keys/%E5%90%8D%20a", "value=%C3%A9"),
		put("/v2/auth/roles/reader", `{"role":"reader"}`),
		put("/v2/auth/users/bob", `{"user":"bob","password":"secret"}`), put("/v2/auth/users/root", `{"user":"root","password":"secret"}`),
	} {
		m.Do(r.method, r.path, r.body)
	}
}

// WantFilled holds the v3 store of a member to all that [Member.Fill] left in v2.
func (m *Member) WantFilled() {
	m.t.Helper()
	for key, want := range map[string]string{"/many/000": "0", "/many/149": "149", "/名 a": "é", hidden + "/x": "of a hidden one"} {
		if got, leased := m.valueIn3(key); got != want || leased {
			m.t.Errorf("%s: got %q with a lease %v, want %q", key, got, leased, want)
		}
	}
	for key, want := range map[string]string{"/services/web/a": "10.0.0.1:80", "/doomed/k": "v"} {
		if got, leased := m.valueIn3(key); got != want || !leased {
			m.t.Errorf("%s: got %q with a lease %v, want %q with one", key, got, leased, want)
		}
	}
	if count := m.Do(http.MethodPost, "/v3/kv/range", `{"key":"AA==","range_end":"AA==","count_only":true}`); !strings.Contains(count, fmt.Sprintf(`"count":"%d"`, filled)) {
		m.t.Errorf("keys: got %s, want %d", count, filled)
	}
}

// valueIn3 gives what the member has at a key in v3, and whether that has a lease.
func (m *Member) valueIn3(key string) (value string, leased bool) {
	m.t.Helper()
	code := base64.StdEncoding.EncodeToString
	answer := m.Do(http.MethodPost, "/v3/kv/range", `{"key":"`+code([]byte(key))+`"}`)
	_, rest, _ := strings.Cut(answer, `"value":"`)
	text, _, _ := strings.Cut(rest, `"`)
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return answer, false
	}
	return string(decoded), strings.Contains(answer, `"lease":"`)
}

// UseUp writes to the v3 store until its quota stops that, which leaves the alarm NOSPACE.
func (m *Member) UseUp() {
	m.t.Helper()
	value := base64.StdEncoding.EncodeToString(make([]byte, 100_000))
	for i := 0; ; i++ {
		body := fmt.Sprintf(`{"key":"%s","value":"%s"}`, base64.StdEncoding.EncodeToString(fmt.Append(nil, i)), value)
		req, err := http.NewRequestWithContext(m.t.Context(), http.MethodPost, m.Client+"/v3/kv/put", strings.NewReader(body))
		if err != nil {
			m.t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			m.t.Fatal(err)
		}
		resp.Body.Close()
		switch resp.StatusCode {
		case http.StatusOK:
		case http.StatusTooManyRequests:
			return
		default:
			m.t.Fatalf("put: got %s", resp.Status)
		}
	}
}
