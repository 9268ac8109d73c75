package render

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progressAfter is how long work may last before its progress is worth a
// person's attention.
const progressAfter = 500 * time.Millisecond

// Progress shows on a terminal how far a long piece of work has got: a bar with
// count and rate, which appears after half a second and is wiped at the end.
// It is safe for concurrent use.
type Progress struct {
	mu    sync.Mutex
	bar   *progressbar.ProgressBar
	start time.Time
	early int // what was done before the bar appeared
}

// NewProgress makes the progress of total pieces of work; w is the terminal.
func NewProgress(w io.Writer, title string, total int) *Progress {
	return &Progress{
		start: time.Now(),
		bar: progressbar.NewOptions(total,
			progressbar.OptionSetWriter(w),
			progressbar.OptionSetDescription(title),
			progressbar.OptionSetWidth(20),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		),
	}
}

// Add says that n more pieces are done.
func (p *Progress) Add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.early += n
	if time.Since(p.start) < progressAfter {
		return
	}
	p.bar.Add(p.early) // its error is the terminal's, which has no other use for the bar
	p.early = 0
}

// Done wipes the bar.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.start) >= progressAfter {
		p.bar.Clear() // as in Add
	}
}
