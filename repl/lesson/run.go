package lesson

import (
	"context"
	"fmt"
	"strings"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
)

// commands gives the commands of a text, one by one, until do fails.
func commands(ctx context.Context, text string, do func(*script.Lines) error) error {
	src := script.NewReader(script.Source{Name: "lesson", Reader: strings.NewReader(text)}, func() {})
	for c, err := range src.Commands(ctx) {
		if err != nil {
			return err
		}
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}

// run runs commands up to the first error.
func run(ctx context.Context, s *eval.Session, text string) error {
	return commands(ctx, text, func(c *script.Lines) error {
		if _, err := eval.Single(s.Frame().EvalScanned(ctx, c.Scanner)); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(string(c.Text)), err)
		}
		return nil
	})
}

// tryAll runs commands as a student types them: one that fails does not keep the next
// from running. failed is the error of the last one that did.
func tryAll(ctx context.Context, s *eval.Session, text string) (failed, err error) {
	err = commands(ctx, text, func(c *script.Lines) error {
		if _, err := eval.Single(s.Frame().EvalScanned(ctx, c.Scanner)); err != nil {
			failed = fmt.Errorf("%s: %w", strings.TrimSpace(string(c.Text)), err)
		}
		return ctx.Err()
	})
	return failed, err
}

// holds reports whether the last of some commands gives anything but false or nil. An
// error is that of a command that failed.
func holds(ctx context.Context, s *eval.Session, text string) (bool, error) {
	var last any
	err := commands(ctx, text, func(c *script.Lines) (err error) {
		last, err = eval.Single(s.Frame().EvalScanned(ctx, c.Scanner))
		return err
	})
	return err == nil && last != nil && last != false, err
}

// lines gives the commands of a text as they would be typed.
func lines(ctx context.Context, text string) (all []string, err error) {
	err = commands(ctx, text, func(c *script.Lines) error {
		all = append(all, strings.TrimSpace(string(c.Text)))
		return nil
	})
	return all, err
}
