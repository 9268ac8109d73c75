package repl_test

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/repl"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"
)

const lostUpdate = `race 2 'def n get k | jq "tonumber + 1"
reset! k $n' --setup 'reset! k 0' --check 'get k'`

// TestRacePicture: on a terminal stand the outcomes, and the order that shows what
// went wrong.
func TestRacePicture(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Own(t)
	drawn := func(width int, lines string) string {
		var out repltest.Buffer
		shell := repl.Shell{
			Session: s.Again(t).Session, Err: repl.Stream{Writer: io.Discard},
			Out: repl.Stream{Writer: &out, Terminal: true, Width: func() int { return width }},
		}
		if err := shell.Script(t.Context(), []script.Source{{Name: "-c", Reader: strings.NewReader(lines)}}); err != nil {
			t.Fatal(err)
		}
		indexes := map[string]string{}
		text := regexp.MustCompile(`@\d+`).ReplaceAllStringFunc(out.String(), func(at string) string {
			if indexes[at] == "" {
				indexes[at] = "@" + string(rune('A'+len(indexes)))
			}
			return indexes[at]
		})
		return regexp.MustCompile(` {2,}`).ReplaceAllString(text, "  ") // indexes are as wide as they are
	}
	wantText(t, "a lost update", drawn(80, lostUpdate), `orders  check  notes  one order
4 of 6  1  lost-update 4  a b a b
2 of 6  2  a a b b

a b a b  a  b  /k
  1  GET -> 0 @A  |  0 @A
  2  |  GET -> 0 @A
  3  PUT 1 -> @B  |  1 @B
  4  |  PUT 1 -> @C  1 @C  x lost update
  b had read @A and replaced @B, never seen.
`)
	aba := drawn(80, `race a 'def v get k
cas! k $v C' b 'reset! k B
reset! k A' --setup 'reset! k A'`)
	if !strings.Contains(aba, "\na b b a  a  b  /k\n") || !strings.HasSuffix(aba, "x aba\n  a had read @A and compared with @C, the same value of another write.\n") {
		t.Errorf("got %s\nwant the order in which something went wrong, and not one with a refusal", aba)
	}
	wantText(t, "several keys", drawn(100, `race a 'reset! k 1
cas! k 1 2 --ttl 60
delete! k' b 'mk k 3
get dir -q' --setup 'try delete! k catch _ nil
reset! dir/x 1' --order 'b a a b a'`), `orders  check  notes  one order
1 of 1  -  b a a b a

b a a b a  a  b  store
  1  |  PUT /k 3 if none -> @A  /k 3 @A
  2  PUT /k 1 -> @B  |  /k 1 @B
  3  PUT /k 2 if 1 ttl 60 -> @C  |  /k 2 @C
  4  |  GET /dir quorum -> 1 node
  5  DELETE /k -> @D  |  /k none
`)
	if json := drawn(80, "config output json\n"+lostUpdate); !strings.HasPrefix(json, `{"orders": 6,`) {
		t.Errorf("got %s as json", json)
	}
}

// TestRaceNotes: a person is told how much was played, and asked before a cluster is
// written to that is no sandbox.
func TestRaceNotes(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	c.Err.Terminal = true
	if err := c.prompt(t, strings.NewReader("race 2 'get k'\nn\nrace 2 'get k' --max 1\ny\n")); err != nil {
		t.Fatal(err)
	}
	told := regexp.MustCompile(`\d+(\.\d+)?(ms|s|µs)`).ReplaceAllString(c.err.String(), "T")
	for _, part := range []string{
		"The race runs at http://127.0.0.1:2379, and again for each order. Go on?\n  [y/N] ", "; nothing was sent",
		"; 1 of about 2 orders, 2 requests, T; a random sample: --max plays more",
	} {
		if !strings.Contains(told, part) {
			t.Errorf("got %s\nwant %q in it", told, part)
		}
	}
	if sent := c.wire.Sent(); len(sent) != 3 { // the names of the members, and one order
		t.Errorf("sent %q", sent)
	}
}

// TestRaceTraced: each request of a race is shown with whose it is.
func TestRaceTraced(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.Own(t)
	const line = `trace race 2 'def n get k
cas-index! k 7 x' --order 'b a b a' --setup 'reset! k 0' | :orders`
	out, errs := tracedScript(t, s.Session, s.URL, true, line)
	wantText(t, "result", out, "1\n")
	for _, part := range []string{"; b asked m0, 200 in T ms: get @I, store at I\n", "; a asked m0, 412 in T ms: 101 Compare failed"} {
		if !strings.Contains(errs, part) {
			t.Errorf("got %s\nwant %q in it", errs, part)
		}
	}
	if n := strings.Count(errs, "curl -sS"); n != 5 {
		t.Errorf("got %d requests, want those of the setup and the clients:\n%s", n, errs)
	}
	if _, errs = tracedScript(t, s.Session, s.URL, false, line); !strings.Contains(errs, `:lane "b"`) {
		t.Errorf("got %s as data", errs)
	}
}
