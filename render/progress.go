package render

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/rivo/uniseg"
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
	width       func() int
	title       string
	done, total int
	start, last time.Time // last is when the bar was drawn; zero where it is not
}

// NewProgress makes the progress of total pieces of work, or of as many as will
// come if total is negative; w is the terminal, and width tells how many cells it has
// when the bar is drawn.
func NewProgress(w io.Writer, width func() int, title string, total int) *Progress {
	return &Progress{w: w, width: width, title: title, total: total, start: time.Now()}
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
	most := max(1, p.width()-1) // a row that is full would not be wiped to its end
	line := p.line(elapsed, progressWidth)
	if uniseg.StringWidth(line) > most {
		line = Cut(p.line(elapsed, 0), most)
	}
	fmt.Fprintf(p.w, "\r%s\x1b[K", line) // its error is the terminal's, which has no other use for the bar
}

// line is the progress with a bar of so many cells; 0: without one.
func (p *Progress) line(elapsed time.Duration, cells int) string {
	rate := float64(p.done) / elapsed.Seconds()
	if p.total < 0 {
		return fmt.Sprintf("%s (%d, %.0f/s)", p.title, p.done, rate)
	}
	part := 1.0
	if p.done < p.total {
		part = float64(p.done) / float64(p.total)
	}
	bar := ""
	if cells > 0 {
		full := int(part * float64(cells))
		bar = " |" + strings.Repeat("█", full) + strings.Repeat(" ", cells-full) + "|"
	}
	return fmt.Sprintf("%s %3d%%%s (%d/%d, %.0f/s)", p.title, int(part*100), bar, p.done, p.total, rate)
}

// Above has write print on the row of the bar, which is drawn again below that when more
// is done.
func (p *Progress) Above(write func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	write()
}

// Done wipes the bar.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
}

// wipe wipes the bar, if it is drawn.
func (p *Progress) wipe() {
	if !p.last.IsZero() {
		io.WriteString(p.w, "\r\x1b[K") // as in draw
		p.last = time.Time{}
	}
}
