package program_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"etcd2sh/client"
)

// controls acts on a terminal that it reaches raw: it sets the title, moves the
// cursor, ends a paste, turns the writing around.
const controls = "e\x1b]0;pwned\a\x1b[5;5H\x1b[201~\u009b31m\u202e\u2066\x7f\x00\r\nz"

// Text of others, wherever it comes from, cannot act on the terminal.
func TestPtyEscapesControls(t *testing.T) {
	t.Parallel()
	t.Run("keys and values", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/evil/"+controls+"/k", controls, "/evil/other", controls, "/value", controls)
		c := h.client()
		if _, err := c.Set(t.Context(), "/ttl"+controls, controls, client.SetOptions{TTL: new(uint64(900))}); err != nil {
			t.Fatal(err)
		}
		p := h.atPrompt()
		for _, format := range []string{"edn", "json", "simple"} {
			for _, command := range []string{
				"config output " + format, "get value", "get* value", "get nil --recursive", "ls", "ls -l", "ls -r evil", "tree", "tree --values",
				"get* evil | :node", "swap! value inc", "config",
			} {
				p.runs(command)
			}
		}
		p.runs("config output edn")
		p.lists("get evil/", "other", `pwned`)
		p.lists("get /", "ttl", "pwned")
		p.completes("\x0ccd evil/e", `cd evil/"e\u001b]0;pwned`)
		s := p.enters("\r", ">")
		if got := s.Last(); !strings.Contains(got, `/evil/e\u001b]0;pwned`) || strings.Contains(got, "✗") {
			t.Errorf("got the prompt %q, want the directory in it, escaped", got)
		}
		for _, command := range []string{"pwd", "get k", "get* none", "reset! . x", "delete! .", "ls -l"} {
			p.enters(command+"\r", ">")
		}
		p.Type("\x0c" + strings.Repeat(up, 7))
		p.See("the cd command", func(s screen) bool { return strings.Contains(strings.Join(s.Lines, ""), `> cd evil/"e\u001b]0;pwned`) })
		p.enters("\x03", ">")
		p.runs("history")
		p.runs("history /pwned")
		p.enters("cd\r", ">")
		p.leaves()
		p.clean()
	})
	t.Run("history", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		command := `get evil\u001b]0;pwned\u0007\u009b\u202e\u0000x`
		line := `{"time":"2026-01-02T03:04:05Z","endpoint":"http://\u001b]0;pwned\u0007\u202e","command":"` + command + `"}` + "\n"
		if err := os.WriteFile(h.file("history"), []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		p := h.atPrompt()
		p.Type(up).Typed(`get evil\u001b]0;pwned\u0007`)
		p.Type("\x15\x12pwned")
		p.See("what is found", func(s screen) bool { return s.Has("reverse-i-search") && s.Has(`evil\u001b]0;pwned`) })
		p.Type("\x07\x15")
		for _, format := range []string{"edn", "simple"} {
			p.runs("config output " + format)
			p.runs("history")
			p.runs("history run 1")
			p.runs("history run 99")
		}
		p.leaves()
		p.clean()
	})
	t.Run("a server", func(t *testing.T) {
		t.Parallel()
		text := strings.ReplaceAll(fmt.Sprintf("%+q", controls[:len(controls)-3]), `\x`, `\u00`)
		text = strings.Trim(strings.ReplaceAll(text, `\a`, `\u0007`), `"`)
		f := startFake(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/version":
				respond(w, http.StatusOK, jsonType, `{"etcdserver":"`+text+`","etcdcluster":"`+text+`"}`)
			case r.URL.Path == "/v2/members":
				respond(w, http.StatusOK, jsonType, `{"members":[{"id":"`+text+`","name":"`+text+`","clientURLs":["`+text+`"]}]}`)
			case strings.HasSuffix(r.URL.Path, "odd"):
				respond(w, http.StatusOK, "text/html", controls)
			case strings.HasSuffix(r.URL.Path, "below"):
				respond(w, http.StatusBadRequest, jsonType, `{"errorCode":104,"message":"Not a directory","cause":"/`+text+`","index":3}`)
			default:
				respond(w, http.StatusBadRequest, jsonType, `{"errorCode":209,"message":"`+text+`","cause":"`+text+`","index":3}`)
			}
		})
		p := newHome(t, f.url).atPrompt()
		p.Text("pwned")
		for _, command := range []string{"get k", "get* odd", "get* below", "reset! k v", "version", "members", "connect " + f.url, "get /\t"} {
			p.enters(command+"\r", ">")
		}
		p.runs("config output simple")
		p.enters("get k\r", ">")
		p.enters("get* below\r", ">")
		p.leaves()
		p.clean()
	})
	t.Run("settings", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		if err := os.MkdirAll(h.file("config/etcd2sh"), 0o700); err != nil {
			t.Fatal(err)
		}
		rc := "pwned" + controls[1:len(controls)-3] + " 1\noutput " + controls[:len(controls)-3] + "\nprompt \x1b]0;pwned\a\u202e>\n"
		if err := os.WriteFile(h.file("config/etcd2sh/config"), []byte(rc), 0o600); err != nil {
			t.Fatal(err)
		}
		p := h.atPrompt()
		p.Text("config:1: there is no setting")
		p.Text(`\u001b]0;pwned\u0007\u202e>`)
		p.leaves()
		p.clean()
	})
}
