//go:build unix

package terminal

import (
	"context"
	"strings"
	"time"

	"etcd2sh/repl/assist"
)

// completeWait is how long a completion may take; nothing can be typed then.
const completeWait = 200 * time.Millisecond

// complete is what TAB does to a line: it writes as much of the word as all
// candidates have in common, or shows the candidates above the line.
func (k *keys) complete(line []rune, pos int) ([]rune, int) {
	before, after := string(line[:pos]), string(line[pos:])
	c, ok := k.ask(before+after, len(before))
	if !ok || len(c.Candidates) == 0 {
		return line, pos
	}
	from := min(max(0, c.From), len(before))
	text := c.Common
	switch {
	case len(c.Candidates) == 1 && text != "":
		if c.Candidates[0].Closed && !strings.HasPrefix(after, " ") {
			text += " "
		}
	case text == "" || text == before[from:]:
		k.screen.above(func(columns, lines int) string { return list(c, columns, lines) })
		return line, pos
	}
	head := []rune(before[:from] + text)
	return append(head, []rune(after)...), len(head)
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
