package lesson

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// Lesson carries out the command lesson. Its errors are usage errors, a [*ProofError],
// or those of the cluster.
func (c *Course) Lesson(ctx context.Context, f *eval.Frame, call lang.Call) (any, error) {
	if !call.Has(0) {
		if c.attempt != nil {
			return c.status(ctx)
		}
		return c.list()
	}
	word := call.String(0)
	if word == "check" && call.Has(1) {
		l, err := load(call.String(1))
		if err != nil {
			return nil, call.Usage(err)
		}
		return c.prove(ctx, l)
	}
	do, known := c.words()[word]
	switch {
	case !known:
		return c.open(ctx, f, call)
	case call.Has(1):
		return nil, call.Usage(fmt.Errorf("lesson %s takes nothing more", word))
	case c.attempt == nil:
		return nil, call.Usage(errNone)
	}
	return do(ctx)
}

// words is what each word of the command does.
func (c *Course) words() map[string]func(context.Context) (any, error) {
	return map[string]func(context.Context) (any, error){
		"hint": c.hint, "check": c.check, "next": c.next, "reset": c.reset,
		"solution": c.solution, "end": c.leave, "seen": c.evidence,
	}
}

// open begins the lesson that a call names, by its number or its file, at the step it
// names, or at the first that is not done.
func (c *Course) open(ctx context.Context, f *eval.Frame, call lang.Call) (any, error) {
	l, name, err := c.find(call.String(0))
	if err == nil {
		err = c.progress.load()
	}
	if err != nil {
		return nil, call.Usage(err)
	}
	step := c.firstUndone(l)
	if call.Has(1) {
		n, err := strconv.Atoi(call.String(1))
		if err != nil || n < 1 || n > len(l.Steps) {
			return nil, call.Usage(fmt.Errorf("the lesson has the steps 1 to %d, not %s", len(l.Steps), lang.Shorten(call.String(1))))
		}
		step = n - 1
	}
	var kept *transcript
	if path := call.OptionString("transcript"); path != nil {
		if kept, err = newTranscript(*path); err != nil {
			return nil, call.Usage(err)
		}
	}
	if err := c.begin(ctx, f.Session, l, name, step); err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	if kept != nil {
		if err := c.attempt.transcript.Close(); err != nil {
			return nil, err
		}
		c.attempt.transcript = kept
	}
	return c.attempt.task(), nil
}

// firstUndone is the first step that is not done, or the first of all.
func (c *Course) firstUndone(l *Lesson) int {
	for i := range l.Steps {
		if !c.progress.done[l.Title][i+1] {
			return i
		}
	}
	return 0
}

// find gives a lesson by its number or its file, and what it is called.
func (c *Course) find(word string) (l *Lesson, name any, err error) {
	if n, err := strconv.Atoi(word); err == nil {
		l, err = numbered(n)
		return l, n, err
	}
	if l, err = load(word); errors.Is(err, fs.ErrNotExist) {
		words := slices.Sorted(maps.Keys(c.words()))
		err = lang.Unknown("lesson", word, words, "a lesson is a number or a file, and within one there are "+strings.Join(words, ", "))
	}
	return l, word, err
}

// load reads a lesson from a file.
func load(path string) (*Lesson, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, string(text))
}

func (c *Course) status(ctx context.Context) (any, error) {
	missing, err := c.look(ctx)
	if err != nil {
		return nil, err
	}
	return c.attempt.state(missing, c.attempt.stepPage(missing)), nil
}

func (c *Course) check(ctx context.Context) (any, error) {
	missing, err := c.look(ctx)
	if err != nil {
		return nil, err
	}
	return c.attempt.state(missing, c.attempt.checkPage(missing)), nil
}

func (c *Course) hint(context.Context) (any, error) {
	a := c.attempt
	hints := a.now().Hints
	if a.hints == len(hints) {
		return hintText("There is no other hint; lesson solution shows commands that do it."), nil
	}
	a.hints++
	return hintText(hints[a.hints-1]), nil
}

func hintText(text string) any { return drawn(text, page(text)) }

func (c *Course) next(ctx context.Context) (any, error) {
	a := c.attempt
	if a.step+1 < len(a.lesson.Steps) {
		return c.taskOf(ctx, a.lesson, a.name, a.step+1)
	}
	if n, ok := a.name.(int); ok {
		if following, err := numbered(n + 1); err == nil {
			return c.taskOf(ctx, following, n+1, c.firstUndone(following))
		}
	}
	return c.leave(ctx)
}

func (c *Course) reset(ctx context.Context) (any, error) {
	a := c.attempt
	return c.taskOf(ctx, a.lesson, a.name, a.step)
}

// taskOf begins a step and tells what is to be done.
func (c *Course) taskOf(ctx context.Context, l *Lesson, name any, step int) (any, error) {
	if err := c.begin(ctx, c.attempt.session, l, name, step); err != nil {
		return nil, err
	}
	return c.attempt.task(), nil
}

func (c *Course) solution(ctx context.Context) (any, error) {
	all, err := lines(ctx, c.attempt.now().Solution)
	if err != nil {
		return nil, err
	}
	list := make(render.List, len(all))
	for i, line := range all {
		list[i] = line
	}
	return drawn(list, commandsPage(all)), nil
}

func (c *Course) leave(context.Context) (any, error) {
	a := c.attempt
	if err := c.end(); err != nil {
		return nil, err
	}
	return drawn(nil, page(fmt.Sprintf("That was the lesson %q. lesson lists all.", a.lesson.Title))), nil
}

func (c *Course) evidence(context.Context) (any, error) { return c.seen.data(), nil }
