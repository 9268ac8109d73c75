package client

import (
	"io"
	"math/rand/v2"
	"time"
)

// pollBody is the body of the answer to a poll. It tells an empty one from one
// that is cut off, and has one given up that brings nothing for long.
type pollBody struct {
	io.Reader
	first time.Time // when the first byte came; zero without one
	whole bool
	limit time.Duration
	timer *time.Timer
}

// newPollBody has giveUp called when nothing comes for about idleTimeout: the
// limit is random, as many watches may have begun at once.
func newPollBody(r io.Reader, idleTimeout time.Duration, giveUp func()) *pollBody {
	limit := idleTimeout*3/4 + rand.N(idleTimeout/2)
	return &pollBody{Reader: r, limit: limit, timer: time.AfterFunc(limit, giveUp)}
}

func (b *pollBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if n > 0 {
		b.timer.Reset(b.limit)
		if b.first.IsZero() {
			b.first = time.Now()
		}
	}
	b.whole = err == io.EOF
	return n, err
}

// end stops the waiting and gives the time when the wait behind the head was
// over.
func (b *pollBody) end() time.Time {
	b.timer.Stop()
	if b.first.IsZero() {
		return time.Now()
	}
	return b.first
}
