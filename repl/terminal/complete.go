//go:build unix

package terminal

import (
	"context"
	"time"

	"etcd2sh/repl/assist"
)

// completeWait is how long a completion may take; nothing can be typed then.
const completeWait = 200 * time.Millisecond

// complete is what TAB does to a line: it writes as much of the word as all
// candidates have in common, and shows them when there are several.
func (k *keys) complete(line []rune, pos int) ([]rune, int) {
	before, after := string(line[:pos]), string(line[pos:])
	c, ok := k.ask(before+after, len(before))
	if !ok || len(c.Candidates) == 0 {
		return line, pos
	}
	chosen := &choice{Completion: c, before: before[:min(max(0, c.From), len(before))], after: after, at: -1}
	chosen.typed = before[len(chosen.before):]
	switch {
	case len(c.Candidates) == 1 && c.Total == 1 && c.Common != "":
		return chosen.with(chosen.whole(c.Candidates[0]))
	case c.Common != "":
		chosen.typed = c.Common
	}
	k.choice = chosen
	k.screen.show(&menu{c, chosen.at})
	return chosen.with(chosen.typed)
}

// completeGrace is how long an answer from a cache may take when the time for a
// live one is over.
const completeGrace = 50 * time.Millisecond

// ask asks for a completion and gives up in time, whoever answers.
func (k *keys) ask(line string, pos int) (assist.Completion, bool) {
	if k.completer == nil {
		return assist.Completion{}, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), completeWait)
	answer := make(chan assist.Completion, 1)
	go func() {
		defer cancel()
		answer <- k.completer(ctx, line, pos)
	}()
	<-ctx.Done()
	select {
	case c := <-answer:
		return c, true
	case <-time.After(completeGrace):
		return assist.Completion{}, false
	}
}
