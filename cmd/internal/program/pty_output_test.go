package program_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestPtyPager(t *testing.T) {
	t.Parallel()
	t.Run("for what is higher than the screen", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		for i := range 30 {
			h.has(fmt.Sprintf("/d/key%02d", i), strings.Repeat("v", 80))
		}
		h.has("/k", "short")
		h.rows = 20
		h.env["PAGER"] = h.script("pager", `echo "paged $1"; tail -3`) + " well"
		p := h.atPrompt()
		got := p.runs("ls -l d")
		if !strings.HasPrefix(got, "paged well\nkey27") || !strings.Contains(got, "key29") {
			t.Errorf("got\n%s\nwant what the pager shows", got)
		}
		p.gets("get k", `"short"`)
		p.gets("config pager off", "")
		if got := p.enters("ls -l d\r", ">"); got.Has("paged") || !got.Has("key29") {
			t.Errorf("got\n%s\nwant it without the pager", got)
		}
		p.gets("config pager '/no/such pager'", "")
		if got := p.enters("ls -l d\r", ">"); !got.Has("; pager: ") || !got.Has("key29") {
			t.Errorf("got\n%s\nwant the result and what is wrong with the pager", got)
		}
		p.gets("config pager ' '", "")
		if got := p.enters("ls -l d\r", ">"); !got.Has("key29") {
			t.Errorf("got\n%s\nwant the result without a pager", got)
		}
		p.leaves()
	})
	t.Run("for lines that take more rows than the screen has", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", strings.Repeat("0123456789", 30))
		h.columns, h.rows = 40, 8
		h.env["PAGER"] = h.script("pager", "cat >/dev/null; echo paged")
		h.atPrompt("-o", "simple").gets("get k", "paged")
	})
	t.Run("is not for a terminal that knows no escape codes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", strings.Repeat("0123456789", 30))
		h.columns, h.rows = 40, 8
		h.env["TERM"] = "dumb"
		h.env["PAGER"] = h.script("pager", "cat >/dev/null; echo paged")
		h.start("-o", "simple").Type("get k\r").Text("0123456789")
	})
	t.Run("gets colours where it shows them", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", strings.Repeat("0123456789", 30))
		h.columns, h.rows = 40, 8
		for _, tt := range []struct {
			words, less string // the words of less, and LESS
			want        string
		}{
			{"", "", "coloured R"}, {" -S", "", "coloured R"}, {"", "-S", "plain -S"}, {"", "FRX", "coloured FRX"}, {" -SR", "F", "coloured F"},
			{" --RAW-CONTROL-CHARS", "F", "coloured F"}, {" -S --no-init", "F", "plain F"},
		} {
			h.env["PAGER"] = h.script("less", `if grep -q "$(printf '\033')"; then echo "coloured $LESS"; else echo "plain $LESS"; fi`) + tt.words
			if delete(h.env, "LESS"); tt.less != "" {
				h.env["LESS"] = tt.less
			}
			p := h.atPrompt()
			p.gets("get k", tt.want)
			p.leaves()
		}
	})
	t.Run("lives through Ctrl-C", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "")
		h.rows = 10
		for i := range 10 {
			h.has(fmt.Sprintf("/key%02d", i), "v")
		}
		h.env["PAGER"] = h.script("pager", `trap 'echo caught' INT
cat >/dev/null
echo paging
until read answer </dev/tty && test "$answer" = q; do :; done
echo "left by $answer"`)
		p := h.atPrompt("-o", "simple")
		reads := p.Screen().Reads
		p.Type("ls\r").Text("paging")
		// A shell whose read is about to begin notes the signal and waits all the same:
		// the next one ends that.
		for tries := 0; tries < 100 && !p.Screen().Has("caught"); tries++ {
			p.Type("\x03")
			<-time.After(100 * time.Millisecond)
		}
		p.Text("caught")
		p.Type("q\r")
		if got := p.next(reads, ">"); !got.Has("left by q") {
			t.Errorf("got\n%s\nwant the pager to go on after Ctrl-C", got)
		}
		p.leaves()
	})
}

func TestPtyTiming(t *testing.T) {
	t.Parallel()
	p := newHome(t, "").atPrompt()
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
		h := newHome(t, "").has("/k", "v\x1b[31m", "/d/k", "v")
		h.stdout = h.file("out")
		p := h.atPrompt()
		for _, command := range []string{"get k", "ls", "get* k | :node :value", "get* none", "clear", "get nil"} {
			p.enters(command+"\r", ">")
		}
		p.Type("get d/\t").Typed("get d/k")
		p.Type("\x15")
		p.leaves()
		want := `"v\u001b[31m"` + "\n" + `["d/" "k"]` + "\n" + `"v\u001b[31m"` + "\n" + `{"d" nil, "k" "v\u001b[31m"}` + "\n"
		if got := readFile(t, h.stdout); strings.TrimRight(got, "\n") != strings.TrimRight(want, "\n") {
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
			h := newHome(t, "").has("/k", "v")
			h.env[test.variable] = test.value
			p := h.atPrompt(test.args...)
			p.gets("get k ", `"v"`)
			p.runs("get* none")
			sent := strings.ReplaceAll(p.Sent(), "\x1b[2m", "") // a hint
			if got := colour.MatchString(sent); got != test.coloured {
				t.Errorf("got colours: %v, want %v: %q", got, test.coloured, sent)
			}
			p.leaves()
		})
	}
	t.Run("an error before any command", func(t *testing.T) {
		t.Parallel()
		another := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(another.Close)
		h := newHome(t, another.URL)
		h.columns = 60
		p := h.atPrompt()
		p.Text("{:type :not-etcd-v2, :message ")
		if !strings.Contains(p.Sent(), "\x1b[31m:type") {
			t.Errorf("got %q, want it in the colours of an error", p.Sent())
		}
		p.leaves()
	})
	t.Run("a dumb terminal", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/k", "dumb value")
		h.env["TERM"] = "dumb"
		p := h.start()
		p.See("a prompt", func(s screen) bool { return strings.HasSuffix(s.Last(), ">") })
		p.Type("get k\r").Text(`"dumb value"`)
		p.Type("clear\r")
		p.Type("get* none\r").Text(":errorCode 100")
		p.See("a prompt", func(s screen) bool { return strings.HasSuffix(s.Last(), "✗>") })
		p.leaves()
		if strings.Contains(p.Sent(), "\x1b") {
			t.Errorf("an escape was sent: %q", p.Sent())
		}
	})
	t.Run("20 columns", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "").has("/cats/mittens", "black", "/cats/milo", "grey")
		h.columns, h.rows = 20, 30
		p := h.atPrompt()
		p.Type("reset! /cats/tom 日本語日本語日本語")
		p.See("the whole line", func(s screen) bool {
			return strings.Contains(strings.ReplaceAll(strings.Join(s.Lines, ""), " ", ""), "reset!/cats/tom日本語日本語日本語")
		})
		p.enters("\r", ">")
		if got := h.value("/cats/tom"); got != "日本語日本語日本語" {
			t.Errorf("got the value %q", got)
		}
		p.tabs("\x0cget /cats/mi", "a list", func(s screen) bool { return s.Has("mittens") && s.Has("milo") })
		p.Type("\x15ls -l cats")
		s := p.enters("\r", ">")
		if !s.Has("mittens") {
			t.Errorf("got\n%s\nwant the listing", s)
		}
		p.leaves()
	})
}
