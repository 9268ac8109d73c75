package program_test

import (
	"strings"
	"testing"
)

func TestPtySuggestions(t *testing.T) {
	t.Parallel()
	h := newHome(t, "")
	p := h.atPrompt()
	p.runs("reset! cats/tom 'black and white' | :action")
	p.runs("get cats/tom")
	suggests := func(typed, want string) {
		t.Helper()
		p.Type("\x15" + typed)
		p.See("the line "+want, func(s screen) bool { return s.Typed() == want })
	}
	suggests("ge", "get cats/tom")
	suggests("res", "reset! cats/tom 'black and white' | :action")
	suggests("reset! cats/tom", "reset! cats/tom 'black and white' | :action")
	p.Type("\x15get cats/tom").Typed("get cats/tom [K…] [-r|--recursive] ")

	p.Type("\x15ge").Typed("get cats/tom")
	p.Type("\x05").Typed("get cats/tom ")
	p.enters("\r", ">")
	p.Text(`"black and white"`)

	// What is not in the history file is never suggested.
	p.runs("reset! k hush --secret | :action")
	suggests("reset! k", "reset! k V [--ttl SECONDS] …")
	p.enters("\x15 reset! hidden 1 | :action\r", ">")
	suggests("reset! h", "reset! h V [--ttl SECONDS] …")

	// A warning is worth more.
	p.Type("\x15")
	p.runs("reset! lease one --ttl 500 | :action")
	suggests("reset! lease one", "reset! lease one ! drops the ttl of 500 s")

	// A command of several lines is suggested by the line that is typed.
	p.Type("\x15")
	p.enters("reset! verse 'two\r", "...>")
	p.enters("lines'\r", ">")
	suggests("reset! ve", "reset! verse 'two⏎lines'")
	p.Type("\x15")
	p.enters("reset! verse 'two\r", "...>")
	p.Type("li").Typed("lines'")
	p.enters("\x05\r", ">")
	if got := h.value("/verse"); got != "two\nlines" {
		t.Errorf("got %q, want the suggested lines", got)
	}

	p.Type("\x15")
	p.gets("config suggest off", "")
	p.Type("ge")
	p.See("no suggestion", func(s screen) bool { return s.Typed() == "ge" })
	p.Type("\x05t").Typed("get")
	if s := p.Screen(); strings.Contains(s.Typed(), "cats") {
		t.Errorf("got the line %q, want nothing suggested", s.Typed())
	}
	p.leaves()
}
