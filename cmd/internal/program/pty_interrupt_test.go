package program_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPtyInterrupt(t *testing.T) {
	t.Parallel()
	t.Run("drops a line", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		p := d.sit()
		p.types("reset! k v").line("reset! k v [")
		p.enters("\x03", ">")
		p.gets("get k", "nil")
		p.leaves()
	})
	t.Run("drops what goes on", func(t *testing.T) {
		t.Parallel()
		p := newDesk(t, "").sit()
		p.enters("reset! k 'open\r", "...>")
		p.enters("\x03", ">")
		p.gets("get k", "nil")
	})
	t.Run("stops a request", func(t *testing.T) {
		t.Parallel()
		f, waiting := hanging(t)
		p := newDesk(t, f.url).sit()
		for range 2 {
			_, reads, _ := p.look()
			p.types("get hang\r")
			<-waiting
			p.types("\x03")
			if got := p.next(reads, ">"); !got.has(":interrupted") {
				t.Errorf("got a screen\n%s\nwant an error of the type :interrupted", got)
			}
		}
		p.gets("pwd", `"/"`)
		p.leaves()
	})
	t.Run("drops the rest of a paste", func(t *testing.T) {
		t.Parallel()
		f, waiting := hanging(t)
		p := newDesk(t, f.url).sit()
		p.types("\x1b[200~get hang\nreset! k v\x1b[201~\r")
		<-waiting
		_, reads, _ := p.look()
		p.types("\x03")
		p.next(reads, ">")
		p.gets("pwd", `"/"`)
		f.got(t, "GET /version ", "GET /v2/members ", "GET /v2/keys/hang ")
	})
	t.Run("several times at once", func(t *testing.T) {
		t.Parallel()
		f, waiting := hanging(t)
		p := newDesk(t, f.url).sit()
		for range 5 {
			_, reads, _ := p.look()
			p.types("get hang\r")
			<-waiting
			p.types("\x03\x03\x03")
			p.next(reads, ">")
		}
		p.enters("\x15pwd\r", ">")
		p.text(`"/"`)
	})
	t.Run("stops the greeting", func(t *testing.T) {
		t.Parallel()
		greeted := make(chan struct{}, 9)
		f := startFake(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
			greeted <- struct{}{}
			<-r.Context().Done()
		})
		p := newDesk(t, f.url).start("--timeout", "1h")
		<-greeted
		p.types("\x03")
		p.next(0, ">")
		p.gets("pwd", `"/"`)
		p.leaves()
	})
}

// hanging is a server that says what it is, and answers no question about a
// key whose name begins with hang. Each such question is told about.
func hanging(t *testing.T) (*fake, <-chan struct{}) {
	waiting := make(chan struct{}, 99)
	return startFake(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/version":
			respond(w, http.StatusOK, jsonType, `{"etcdserver":"3.5.21","etcdcluster":"3.5.0"}`)
		case r.URL.Path == "/v2/members":
			respond(w, http.StatusOK, jsonType, `{"members":[]}`)
		case strings.HasPrefix(r.URL.Path, "/v2/keys/hang"):
			waiting <- struct{}{}
			<-r.Context().Done()
		default:
			respond(w, http.StatusOK, jsonType, `{"action":"get","node":{"key":"/k","value":"v"}}`)
		}
	}), waiting
}
