package render_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"etcd2sh/render"
)

// screen keeps what is drawn until it is asked for.
type screen struct{ strings.Builder }

func (s *screen) drawn() string {
	text := s.String()
	s.Reset()
	return text
}

func eighty() int { return 80 }

func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s screen
		p := render.NewProgress(&s, eighty, "deleting", 4000)
		p.Add(500)
		compare(t, "within half a second", s.drawn(), "")
		time.Sleep(500 * time.Millisecond)
		p.Add(500)
		compare(t, "after it", s.drawn(), "\rdeleting  25% |█████               | (1000/4000, 2000/s)\x1b[K")
		p.Add(500)
		compare(t, "at once again", s.drawn(), "")
		time.Sleep(500 * time.Millisecond)
		p.Add(500)
		compare(t, "later", s.drawn(), "\rdeleting  50% |██████████          | (2000/4000, 2000/s)\x1b[K")
		time.Sleep(time.Second)
		p.Add(2001)
		compare(t, "more than expected", s.drawn(), "\rdeleting 100% |████████████████████| (4001/4000, 2000/s)\x1b[K")
		p.Done()
		compare(t, "the end", s.drawn(), "\r\x1b[K")
	})
}

// TestProgressAbove: what is told meanwhile has a row of its own, above the bar.
func TestProgressAbove(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s screen
		p := render.NewProgress(&s, eighty, "deleting", 4)
		tell := func() { s.WriteString("told\n") }
		p.Above(tell)
		compare(t, "before the bar", s.drawn(), "told\n")
		time.Sleep(time.Second)
		p.Add(1)
		s.drawn()
		p.Above(tell)
		compare(t, "in place of the bar", s.drawn(), "\r\x1b[Ktold\n")
		p.Above(tell)
		p.Add(1)
		compare(t, "and below", s.drawn(), "told\n\rdeleting  50% |██████████          | (2/4, 2/s)\x1b[K")
	})
}

func TestProgressOfQuickWork(t *testing.T) {
	t.Parallel()
	var s screen
	p := render.NewProgress(&s, eighty, "deleting", 2)
	p.Add(2)
	p.Done()
	compare(t, "the terminal", s.drawn(), "")
}

// TestProgressWithoutTotal is of work whose amount nobody knows.
func TestProgressWithoutTotal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s screen
		p := render.NewProgress(&s, eighty, "loading", -1)
		time.Sleep(time.Second)
		p.Add(2000)
		compare(t, "under way", s.drawn(), "\rloading (2000, 2000/s)\x1b[K")
		p.Done()
		compare(t, "the end", s.drawn(), "\r\x1b[K")
	})
}

// What is drawn stays on one row, which the next drawing can wipe.
func TestProgressFollowsTheWidth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s screen
		width := 57
		p := render.NewProgress(&s, func() int { return width }, "deleting", 4000)
		time.Sleep(time.Second)
		p.Add(1000)
		compare(t, "with room for the bar", s.drawn(), "\rdeleting  25% |█████               | (1000/4000, 1000/s)\x1b[K")
		for _, tt := range []struct {
			width int
			want  string
		}{{55, "deleting  25% (1001/4000, 500/s)"}, {40, "deleting  25% (1002/4000, 334/s)"}, {20, "deleting  25% (100…"}} {
			width = tt.width
			time.Sleep(time.Second)
			p.Add(1)
			compare(t, "in fewer cells", s.drawn(), "\r"+tt.want+"\x1b[K")
		}
	})
}
