package program_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestPtyCompletion(t *testing.T) {
	t.Parallel()
	t.Run("in each spelling", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/cats/mittens", "black", "/cats/a b", "blank", "/日本/猫", "neko", `/odd/it's "so"`, "quotes", "/deep/er/key", "down")
		p := h.atPrompt()
		for _, test := range []struct{ typed, want, value string }{
			{"get /cats/mi", "get /cats/mittens ", "black"},
			{"get cats/mi", "get cats/mittens ", "black"},
			{"get :cats/mi", "get :cats/mittens ", "black"},
			{"get [:cats :mi", "get [:cats :mittens] ", "black"},
			{`get ["cats" "mi`, `get ["cats" "mittens"] `, "black"},
			{`get "/cats/a `, `get "/cats/a b" `, "blank"},
			{`get '/cats/a `, `get '/cats/a b' `, "blank"},
			{`get /cats/a\ `, `get /cats/a\ b `, "blank"},
			{`get /cats/a`, `get /cats/a\ b `, "blank"},
			{"get /日本/", "get /日本/猫 ", "neko"},
			{"get 日本/", "get 日本/猫 ", "neko"},
			{`get /odd/it`, `get /odd/it\'s\ \"so\" `, "quotes"},
			{`get "/odd/it`, `get "/odd/it's \"so\"" `, "quotes"},
		} {
			p.completes(test.typed, test.want)
			p.enters("\r", ">")
			p.Text(`"` + test.value + `"`)
			p.Type("\x0c")
		}
		p.completes("get /ca", "get /cats/")
		p.completes("get [:de", "get [:deep ")
		p.Type("\x15")
		p.enters("cd cats\r", ">")
		p.completes("get mi", "get mittens ")
		p.completes("get ../dee", "get ../deep/")
		p.Type("\t").Typed("get ../deep/er/")
		p.Type("\t").Typed("get ../deep/er/key ")
	})
	t.Run("of what is no key", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").atPrompt()
		p.completes("delete-a", "delete-all! ")
		p.completes("get k --rec", "get k --recursive ")
		p.completes("config out", "config output ")
		p.completes("config output j", "config output json ")
		p.completes("swap! k str/upper", "swap! k str/upper"[:13])
		p.lists("config ", "confirm", "now many", "edit-mode", "now emacs")
	})
	t.Run("lists with descriptions", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/cats/mia", "a tabby", "/cats/mimi/x", "1")
		p := h.atPrompt()
		p.gets("reset! /cats/milo grey --ttl 500 | :action", `"set"`)
		p.lists("get /cats/mi", "mia", "a tabby", "mimi/", "directory", "milo", "grey (ttl ")
		p.Typed("get /cats/mi")
		p.enters("a\r", ">")
		p.Text(`"a tabby"`)
	})
	t.Run("hidden names once the mark is typed", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").has("/h/shown", "1", "/h/_hidden", "2").atPrompt()
		p.gets("get /h/_hidden", `"2"`)
		p.completes("get /h/", "get /h/shown ")
		p.completes("get /h/_", "get /h/_hidden ")
	})
	t.Run("10,000 names are cut", func(t *testing.T) {
		t.Parallel()
		var nodes []string
		for i := range 10_000 {
			nodes = append(nodes, fmt.Sprintf(`{"key":"/many/k%04d","value":"v"}`, i))
		}
		f := startFake(t, always(http.StatusOK, jsonType, `{"action":"get","node":{"key":"/many","dir":true,"nodes":[`+strings.Join(nodes, ",")+`]}}`))
		p := newHome(t, f.url).atPrompt()
		p.completes("get /many/", "get /many/k")
		s := p.lists("get /many/k", "k0000", " more")
		if len(s.Lines) > 40 {
			t.Errorf("got a list of %d lines", len(s.Lines))
		}
		p.completes("get /many/k123", "get /many/k123")
		p.lists("get /many/k123", "k1230", "k1239")
		p.completes("get /many/k7777", "get /many/k7777 ")
	})
	t.Run("of a server that does not answer", func(t *testing.T) {
		t.Parallel()
		f, waiting := hanging(t)
		p := newHome(t, f.url).atPrompt()
		p.Type("get /hang/\t")
		<-waiting
		p.Type("by/hand").Typed("get /hang/by/hand")
		p.Type("\x15pwd")
		p.enters("\r", ">")
		p.Text(`"/"`)
		p.leaves()
	})
	t.Run("of a server that is gone", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "http://127.0.0.1:1").atPrompt()
		p.Type("get /k\t\tey").Typed("get /key")
		p.Type("\x15")
		p.enters("pwd\r", ">")
		p.Text(`"/"`)
		p.leaves()
	})
}
