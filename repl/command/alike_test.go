package command_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/repltest"
)

// putRaw writes keys whose paths are percent-encoded already: other bytes than
// UTF-8, which the client refuses.
func putRaw(t *testing.T, server, path, value string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server+"/v2/keys"+path, strings.NewReader(url.Values{"value": {value}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("%s: got status %d", path, resp.StatusCode)
	}
}

// TestNamesAlike reads names that are other bytes on the server and look alike:
// none of their values is lost, no map has a key twice, and it is told.
func TestNamesAlike(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	var told []string
	s.SetConsole(eval.Console{Tell: func(text string) { told = append(told, text) }})
	for _, put := range [][2]string{
		{"/d/%FF", "1"}, {"/d/%FE", "2"}, {"/d/plain", "3"}, {"/e/%FE/x", "4"}, {"/e/%FF", "5"}, {"/e/%FD/y", "6"}, {"/f/%FF", "7"},
	} {
		putRaw(t, s.URL, put[0], put[1])
	}
	for line, want := range map[string]string{
		`get d`:                   `{"plain" "3", "�" ("1" "2")}`,
		`get e`:                   `{"�" (nil "5" nil)}`,
		`get e --recursive`:       `{"�" ({"x" "4"} "5" {"y" "6"})}`,
		`get f`:                   `{"�" "7"}`,
		`get d | "` + "�" + `" 1`: `"2"`,
		`diff d d`:                ``,
	} {
		told = nil
		s.Want(line, want)
		if alike := !strings.Contains(line, " f"); (len(told) > 0) != alike || alike && !strings.Contains(told[0], "U+FFFD stands there") {
			t.Errorf("%s: told %q", line, told)
		}
	}
	putRaw(t, s.URL, "/d/sub/%FF", "1")
	putRaw(t, s.URL, "/d/sub/%FE", "2")
	putRaw(t, s.URL, "/d/sub/%FD", "2")
	s.Run("mkdir! empty")
	told = nil
	s.Run("diff d empty")
	if len(told) != 1 || !strings.HasPrefix(told[0], "2 names of several keys each, such as /d/�: ") {
		t.Errorf("told %q of a tree, want one remark that counts the names", told)
	}
	v, err := s.Eval(t.Context(), `get e -r`)
	var simple strings.Builder
	if err := (render.Style{Format: render.Simple}).Result(&simple, eval.PlainResult(v)); err != nil {
		t.Fatal(err)
	}
	if want := "�/\n�/x\n�\n�/\n�/y\n"; err != nil || simple.String() != want {
		t.Errorf("got %q, %v, want %q", simple.String(), err, want)
	}
}
