//go:build unix

package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

const columns, rows = 84, 25

// lines are typed one after the other.
var lines = []string{
	`config meta off`, // an answer's status and headers: six lines each
	`reset! :atom "hi"`,
	`cas! :atom "hi" "meow"`,
	`cas! :atom "hi" "meow"`,
	`swap! :atom str " says the cat"`,
	`create! "物理学" "学生"`,
	`get nil --recursive`,
	`get* :dog`,
	`gte :atom`,
}

// draft is the line that is not finished, and hint what the shell says about it.
const draft, hint = `swap! :counter `, "ARGS"

// slow is what a command that took long is followed by.
var slow = regexp.MustCompile(`^\(\d+\.\d\ds\)$`)

// play types the session and gives the last screen.
func play(ctx context.Context, program, home string) (screen, error) {
	t, err := open(ctx, home, program, "--listen", "127.0.0.1:2379")
	if err != nil {
		return screen{}, err
	}
	defer t.close()
	if err := t.prompt(ctx, 1); err != nil {
		return screen{}, err
	}
	for i, line := range lines {
		t.enter(line + "\r")
		if err := t.prompt(ctx, i+2); err != nil {
			return screen{}, err
		}
	}
	t.enter(draft)
	s, err := t.wait(ctx, "the hint "+hint, func(s screen) bool { return strings.Contains(s.last(), draft) && strings.Contains(s.last(), hint) })
	if err != nil {
		return screen{}, err
	}
	for y := range s.cells {
		if slow.MatchString(s.text(y)) {
			return screen{}, fmt.Errorf("a command took long, so that its time is in the picture: %s; run it again", s.text(y))
		}
	}
	return s, nil
}

// prompt waits for so many prompts altogether.
func (t *terminal) prompt(ctx context.Context, count int) error {
	_, err := t.wait(ctx, fmt.Sprintf("prompt %d", count), func(s screen) bool {
		return s.prompts == count && strings.HasSuffix(s.last(), ">")
	})
	return err
}
