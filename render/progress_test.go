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

func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s screen
		p := render.NewProgress(&s, "deleting", 4000)
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

func TestProgressOfQuickWork(t *testing.T) {
	t.Parallel()
	var s screen
	p := render.NewProgress(&s, "deleting", 2)
	p.Add(2)
	p.Done()
	compare(t, "the terminal", s.drawn(), "")
}

// TestProgressWithoutTotal is of work whose amount nobody knows.
func TestProgressWithoutTotal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s screen
		p := render.NewProgress(&s, "loading", -1)
		time.Sleep(time.Second)
		p.Add(2000)
		compare(t, "under way", s.drawn(), "\rloading (2000, 2000/s)\x1b[K")
		p.Done()
		compare(t, "the end", s.drawn(), "\r\x1b[K")
	})
}
