package program_test

import (
	"strings"
	"testing"
)

// inSandbox is a prompt of etcd2sh-sandbox.
func inSandbox(t *testing.T, args ...string) shell {
	t.Helper()
	h := newHome(t, "http://127.0.0.1:1")
	h.server = ""
	p := h.atPrompt(append(args, "--listen", "127.0.0.1:0")...)
	p.Text("tour shows them at work")
	p.gets("config prompt '{dir}{mark}> '", "")
	return p
}

func TestPtyTour(t *testing.T) {
	t.Parallel()
	t.Run("leads through the walk", func(t *testing.T) {
		t.Parallel()
		p := inSandbox(t)
		p.Type("\x0ctour\r")
		p.Text("[1/26] reset! writes a value.")
		p.Typed(`reset! :atom "hi"`)
		for n := 0; !p.Screen().Has("That was the tour."); n++ {
			if n > 26 {
				t.Fatalf("got no end:\n%s", p.Screen())
			}
			reads := p.Screen().Reads
			p.Type("\r")
			s := p.See("a new prompt", func(s screen) bool {
				return s.Reads > reads && s.X > 0 && (strings.Contains(s.Last(), "> ") || strings.HasSuffix(s.Last(), ">") || strings.HasSuffix(s.Last(), "[y/N]"))
			})
			if strings.HasSuffix(s.Last(), "[y/N]") {
				p.enters("y\r", "")
			}
		}
		p.Text(":errorCode 100")
		p.gets("get nil", `{"cats" nil, "物理学" nil}`)
		p.leaves()
	})
	t.Run("goes on after other commands", func(t *testing.T) {
		t.Parallel()
		p := inSandbox(t)
		p.Type("tour\r").Typed(`reset! :atom "hi"`)
		p.enters("\x7f\x7f\x7fhello\" | :action\r", "") // the step, changed
		p.Text(`"set"`)
		p.Typed(`reset! :atom "hi"`)
		p.enters("\x03", ">")
		p.enters("get :atom\r", "")
		p.Text(`"hello"`)
		p.Typed(`reset! :atom "hi"`)
		p.enters("\x15\r", "")
		p.Typed(`reset! :atom "hi"`)
		p.enters("\r", "")
		p.Text("[2/26] nil is the root")
		p.Typed("get nil")
		p.Type("\x03" + up + up).Typed("get :atom") // what was typed is in the history
		p.leaves()
	})
	t.Run("stops and goes on", func(t *testing.T) {
		t.Parallel()
		p := inSandbox(t)
		p.enters("tour stop\r", "✗>")
		p.Text("no tour is under way")
		p.Type("tour\r").Typed(`reset! :atom "hi"`)
		p.enters("\r", "")
		p.Typed("get nil")
		p.enters("\x15tour stop\r", ">")
		p.Text("The tour stops here")
		p.gets("pwd", `"/"`)
		p.Type("\x0ctour\r").Typed("get nil")
		p.Text("[2/26] nil is the root")
		p.enters("\x15tour again\r", "")
		p.Text("it is tour stop, not again")
		p.leaves()
	})
	t.Run("gives way to a paste", func(t *testing.T) {
		t.Parallel()
		p := inSandbox(t)
		p.Type("tour\r").Typed(`reset! :atom "hi"`)
		p.Type("\x15" + pasted("mkdir! d | :action\ncd d\nget nil")).Typed("get nil")
		p.Text("/d> get nil")
		p.enters("\r", "")
		p.Typed(`reset! :atom "hi"`)
		p.leaves()
	})
	t.Run("stays with the sandbox", func(t *testing.T) {
		t.Parallel()
		other := newHome(t, "")
		p := inSandbox(t)
		p.Type("tour\r").Typed(`reset! :atom "hi"`)
		p.enters("\x15connect "+other.server+"\r", ">")
		p.Text("The tour stays with the sandbox")
		p.enters("tour\r", "✗>")
		p.Text("so it stays with the sandbox: connect http://127.0.0.1:")
		p.leaves()
	})
	t.Run("fits a narrow terminal", func(t *testing.T) {
		t.Parallel()
		p := inSandbox(t)
		p.Resize(40, 40)
		p.Type("\x0ctour\r").Typed(`reset! :atom "hi"`)
		if s := p.Screen(); !s.Has("[1/26] reset! writes a value. A write\nreturns etcd's whole answer, and a node\nknows the index") {
			t.Errorf("got\n%s\nwant lines that end between words", s)
		}
		p.leaves()
	})
	t.Run("at a prompt of etcd2sh", func(t *testing.T) {
		t.Parallel()
		p := newHome(t, "").atPrompt()
		if s := p.Screen(); s.Has("tour") {
			t.Errorf("got a greeting that names the tour:\n%s", s)
		}
		p.enters("tour\r", "✗>")
		p.Text("tour walks through a store of its own, at a prompt: start etcd2sh-sandbox")
		p.leaves()
	})
}

// A script gets no tour, wherever it runs.
func TestTourInScript(t *testing.T) {
	want := "tour walks through a store of its own, at a prompt: start etcd2sh-sandbox"
	run{}.etcd2sh(t, server(t), "-c", "tour").fails(t, 2, want)
	run{}.sandbox(t, "-c", "tour").fails(t, 2, want)
}
