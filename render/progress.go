package render

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

const (
	progressAfter = 500 * time.Millisecond // how long work may last before its progress is worth a person's attention
	progressEvery = 100 * time.Millisecond // how often the bar is drawn
	progressWidth = 20                     // cells of the bar
)

// Progress shows on a terminal how far a long piece of work has got: a bar with
// count and rate, which appears after half a second and is wiped at the end.
// It is safe for concurrent use.
type Progress struct {
	mu          sync.Mutex
	w           io.Writer
	title       string
	done, total int
	start, last time.Time // last is when the bar was drawn; zero before that
}

// NewProgress makes the progress of total pieces of work, or of as many as will
// come if total is negative; w is the terminal.
func NewProgress(w io.Writer, title string, total int) *Progress {
	return &Progress{w: w, title: title, total: total, start: time.Now()}
}

// Add says that n more pieces are done.
func (p *Progress) Add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	now := time.Now()
	if now.Sub(p.start) < progressAfter || now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	p.draw(now.Sub(p.start))
}

// draw writes the bar over the one before it.
func (p *Progress) draw(elapsed time.Duration) {
	rate := float64(p.done) / elapsed.Seconds()
	if p.total < 0 {
		fmt.Fprintf(p.w, "\r%s (%d, %.0f/s)\x1b[K", p.title, p.done, rate) // its error is the terminal's, which has no other use for the bar
		return
	}
	part := 1.0
	if p.done < p.total {
		part = float64(p.done) / float64(p.total)
	}
	full := int(part * progressWidth)
	fmt.Fprintf(p.w, "\r%s %3d%% |%s%s| (%d/%d, %.0f/s)\x1b[K", // as above
		p.title, int(part*100), strings.Repeat("█", full), strings.Repeat(" ", progressWidth-full),
		p.done, p.total, rate)
}

// Done wipes the bar.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.last.IsZero() {
		io.WriteString(p.w, "\r\x1b[K") // as in draw
	}
}
