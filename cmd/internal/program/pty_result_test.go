package program_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func TestPtyPager(t *testing.T) {
	t.Parallel()
	t.Run("for what is higher than the screen", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		for i := range 30 {
			d.has(fmt.Sprintf("/d/key%02d", i), strings.Repeat("v", 80))
		}
		d.has("/k", "short")
		d.size.Rows = 20
		d.env["PAGER"] = d.script("pager", `echo "paged $1"; tail -3`) + " well"
		p := d.sit()
		got := p.runs("ls -l d")
		if !strings.HasPrefix(got, "paged well\nkey27") || !strings.Contains(got, "key29") {
			t.Errorf("got\n%s\nwant what the pager shows", got)
		}
		p.gets("get k", `"short"`)
		p.gets("config pager off", "")
		if got := p.enters("ls -l d\r", ">"); got.has("paged") || !got.has("key29") {
			t.Errorf("got\n%s\nwant it without the pager", got)
		}
		p.gets("config pager '/no/such pager'", "")
		if got := p.enters("ls -l d\r", ">"); !got.has("; pager: ") || !got.has("key29") {
			t.Errorf("got\n%s\nwant the result and what is wrong with the pager", got)
		}
		p.gets("config pager ' '", "")
		if got := p.enters("ls -l d\r", ">"); !got.has("key29") {
			t.Errorf("got\n%s\nwant the result without a pager", got)
		}
		p.leaves()
	})
	t.Run("lives through Ctrl-C", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "")
		d.size.Rows = 10
		for i := range 10 {
			d.has(fmt.Sprintf("/key%02d", i), "v")
		}
		d.env["PAGER"] = d.script("pager", `trap 'echo caught' INT
cat >/dev/null
echo paging
until read answer </dev/tty && test "$answer" = q; do :; done
echo "left by $answer"`)
		p := d.sit("-o", "simple")
		_, reads, _ := p.look()
		p.types("ls\r").text("paging")
		p.types("\x03").text("caught")
		p.types("q\r")
		if got := p.next(reads, ">"); !got.has("left by q") {
			t.Errorf("got\n%s\nwant the pager to go on after Ctrl-C", got)
		}
		p.leaves()
	})
}

func TestPtyTiming(t *testing.T) {
	t.Parallel()
	p := newDesk(t, "").sit()
	got := p.runs("get k --wait --timeout 600ms")
	if !took.MatchString(got) {
		t.Errorf("got\n%s\nwant a line with the time", got)
	}
	p.gets("pwd", `"/"`)
}

func TestPtyStreams(t *testing.T) {
	t.Parallel()
	t.Run("standard output is a file", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("/k", "v\x1b[31m", "/d/k", "v")
		d.stdout = d.file("out")
		p := d.sit()
		for _, command := range []string{"get k", "ls", "get* k | :node :value", "get* none", "clear", "get nil"} {
			p.enters(command+"\r", ">")
		}
		p.types("get d/\t").line("get d/k")
		p.types("\x15")
		p.leaves()
		want := `"v\u001b[31m"` + "\n" + `["d/" "k"]` + "\n" + `"v\u001b[31m"` + "\n" + `{"d" nil, "k" "v\u001b[31m"}` + "\n"
		if got := readFile(t, d.stdout); strings.TrimRight(got, "\n") != strings.TrimRight(want, "\n") {
			t.Errorf("got the file\n%q\nwant\n%q", got, want)
		}
	})
	colour := regexp.MustCompile(`\x1b\[[0-9;]*[1-9]m`)
	for name, test := range map[string]struct {
		variable, value string
		args            []string
		coloured        bool
	}{
		"colours":       {"LANG", "C.UTF-8", nil, true},
		"NO_COLOR":      {"NO_COLOR", "1", nil, false},
		"--color never": {"LANG", "C.UTF-8", []string{"--color=never"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, "").has("/k", "v")
			d.env[test.variable] = test.value
			p := d.sit(test.args...)
			p.gets("get k ", `"v"`)
			p.runs("get* none")
			sent := strings.ReplaceAll(p.sent(), "\x1b[2m", "") // a hint
			if got := colour.MatchString(sent); got != test.coloured {
				t.Errorf("got colours: %v, want %v: %q", got, test.coloured, sent)
			}
			p.leaves()
		})
	}
	t.Run("a dumb terminal", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("/k", "dumb value")
		d.env["TERM"] = "dumb"
		p := d.start()
		p.see("a prompt", func(s screen) bool { return strings.HasSuffix(s.last(), ">") })
		p.types("get k\r").text(`"dumb value"`)
		p.types("get* none\r").text(":errorCode 100")
		p.see("a prompt", func(s screen) bool { return strings.HasSuffix(s.last(), "✗>") })
		p.leaves()
		if strings.Contains(p.sent(), "\x1b") {
			t.Errorf("an escape was sent: %q", p.sent())
		}
	})
	t.Run("20 columns", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "").has("/cats/mittens", "black", "/cats/milo", "grey")
		d.size.Cols, d.size.Rows = 20, 30
		p := d.sit()
		p.types("reset! /cats/tom 日本語日本語日本語")
		p.see("the whole line", func(s screen) bool {
			return strings.Contains(strings.ReplaceAll(strings.Join(s, ""), " ", ""), "reset!/cats/tom日本語日本語日本語")
		})
		p.enters("\r", ">")
		if got := d.value("/cats/tom"); got != "日本語日本語日本語" {
			t.Errorf("got the value %q", got)
		}
		p.tabs("\x0cget /cats/mi", "a list", func(s screen) bool { return s.has("mittens") && s.has("milo") })
		p.types("\x15ls -l cats")
		s := p.enters("\r", ">")
		if !s.has("mittens") {
			t.Errorf("got\n%s\nwant the listing", s)
		}
		p.leaves()
	})
}
