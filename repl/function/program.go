package function

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxOutput is how many bytes of a program's output make a value at most; etcd
// takes no more.
const MaxOutput = 10 << 20

const (
	maxNotice = 4 << 10 // bytes of standard error that are kept
)

// leftBehind is how long the pipes of a program stay open after it has ended,
// for processes that it started and left.
const leftBehind = time.Second

func bindProgram(f Function, args []string) (Application, error) {
	if args[0] == "" {
		return Application{}, fmt.Errorf("%s wants the name of a program, not %q", f.Name, args[0])
	}
	argv := slices.Clone(args)
	return f.applying(func(ctx context.Context, env []string, old string) (string, error) {
		return runProgram(ctx, argv, env, old)
	}), nil
}

func runProgram(ctx context.Context, argv, env []string, old string) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &capped{max: MaxOutput, full: cancel}
	notice := &capped{max: maxNotice, full: func() {}}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(cmd.Environ(), env...)
	cmd.Stdin = strings.NewReader(old)
	cmd.Stdout = out
	cmd.Stderr = notice
	cmd.WaitDelay = leftBehind

	err := cmd.Run()
	if out.over {
		return "", fmt.Errorf("makes %s print more than %d bytes", argv[0], MaxOutput)
	}
	if err != nil {
		return "", programReason(argv[0], err, notice.text.String())
	}
	if !utf8.Valid(out.text.Bytes()) {
		return "", fmt.Errorf("makes %s print what is not UTF-8", argv[0])
	}
	return out.text.String(), nil
}

// programReason says why a program gave no new value; notice is what it wrote
// to its standard error.
func programReason(program string, err error, notice string) error {
	var exit *exec.ExitError
	var unstarted *exec.Error
	switch {
	case errors.As(err, &exit):
		line, _, _ := strings.Cut(strings.TrimSpace(strings.ToValidUTF8(notice, "\uFFFD")), "\n")
		if line = strings.TrimSpace(line); line != "" {
			return fmt.Errorf("was refused by %s: %w: %s", program, err, Beginning(line))
		}
		return fmt.Errorf("was refused by %s: %w", program, err)
	case errors.Is(err, exec.ErrWaitDelay):
		return fmt.Errorf("has no whole answer: %s ended but left a process that holds its output open", program)
	case errors.As(err, &unstarted):
		return fmt.Errorf("cannot be given to %s: %w", program, unstarted.Err)
	default:
		return fmt.Errorf("cannot be given to %s: %w", program, err)
	}
}

// capped keeps the first max bytes written to it. At the first byte too many it
// calls full; what comes then is dropped.
type capped struct {
	max  int
	full func()
	text bytes.Buffer
	over bool
}

func (c *capped) Write(p []byte) (int, error) {
	kept := p
	if room := c.max - c.text.Len(); len(p) > room {
		kept = p[:room]
		c.over = true
		c.full()
	}
	c.text.Write(kept)
	return len(p), nil
}
