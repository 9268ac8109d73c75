package program_test

import (
	"net/http"
	"testing"
)

func TestPtyInterrupt(t *testing.T) {
	t.Parallel()
	t.Run("drops a line", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		p := h.atPrompt()
		p.Type("reset! k v").Typed("reset! k v [")
		p.enters("\x03", ">")
		p.gets("get k", "nil")
		p.leaves()
	})
	t.Run("drops what goes on", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").atPrompt()
		p.enters("reset! k 'open\r", "...>")
		p.enters("\x03", ">")
		p.gets("get k", "nil")
	})
	t.Run("stops a request", func(t *testing.T) {
		t.Parallel()
		f, waiting := hanging(t)
		p := newHome(t, f.url).atPrompt()
		for range 2 {
			reads := p.Screen().Reads
			p.Type("get hang\r")
			<-waiting
			p.Type("\x03")
			if got := p.next(reads, ">"); !got.Has(":interrupted") {
				t.Errorf("got a screen\n%s\nwant an error of the type :interrupted", got)
			}
		}
		p.gets("pwd", `"/"`)
		p.leaves()
	})
	t.Run("drops the rest of a paste", func(t *testing.T) {
		t.Parallel()
		f, waiting := hanging(t)
		p := newHome(t, f.url).atPrompt()
		p.Type("\x1b[200~get hang\nreset! k v\x1b[201~")
		<-waiting
		reads := p.Screen().Reads
		p.Type("\x03")
		p.next(reads, ">")
		p.gets("pwd", `"/"`)
		f.got(t, "GET /version ", "GET /v2/members ", "GET /v2/keys/hang ")
	})
	t.Run("several times at once", func(t *testing.T) {
		t.Parallel()
		f, waiting := hanging(t)
		p := newHome(t, f.url).atPrompt()
		for range 5 {
			reads := p.Screen().Reads
			p.Type("get hang\r")
			<-waiting
			p.Type("\x03\x03\x03")
			p.next(reads, ">")
		}
		p.enters("\x15pwd\r", ">")
		p.Text(`"/"`)
	})
	t.Run("stops the greeting", func(t *testing.T) {
		t.Parallel()
		greeted := make(chan struct{}, 9)
		f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
			greeted <- struct{}{}
			<-r.Context().Done()
		})
		p := newHome(t, f.url).start("--timeout", "1h")
		<-greeted
		p.Type("\x03")
		p.next(0, ">")
		p.gets("pwd", `"/"`)
		p.leaves()
	})
}
