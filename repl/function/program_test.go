package function_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etcd2sh/repl/function"
)

func TestProgramResults(t *testing.T) {
	t.Parallel()
	needsPrograms(t)
	large := strings.Repeat("meow", 1<<20)
	tests := []struct {
		name, old string
		args      []string
		want      string
	}{
		{"bytes are kept", "a\r\n\x00b\n\n", []string{"cat"}, "a\r\n\x00b\n\n"},
		{"large", large, []string{"cat"}, large},
		{"newline at the end", "x", []string{"sh", "-c", "echo hi"}, "hi\n"},
		{"input unread", large, []string{"sh", "-c", "exec <&-; printf done"}, "done"},
		{"standard error is no result", "x", []string{"sh", "-c", "echo warning >&2; cat"}, "x"},
		{"no shell", "x", []string{"sh", "-c", `printf %s "$1"`, "sh", "$HOME *"}, "$HOME *"},
		{"much standard error", "x", []string{"sh", "-c", "yes | head -c 100000 >&2; cat"}, "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := apply(t, tt.old, "!", tt.args...); got != tt.want {
				t.Errorf("got %.100q, want %.100q", got, tt.want)
			}
		})
	}
}

func TestProgramRefusals(t *testing.T) {
	t.Parallel()
	needsPrograms(t)
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"false"}, `!: "meow" was refused by false: exit status 1`},
		{[]string{"sh", "-c", "echo >&2; echo ' no cats ' >&2; echo here >&2; exit 3"}, `!: "meow" was refused by sh: exit status 3: no cats`},
		{[]string{"sh", "-c", "kill -9 $$"}, `!: "meow" was refused by sh: signal: killed`},
		{[]string{"no-such-program"}, `!: "meow" cannot be given to no-such-program: executable file not found in $PATH`},
		{[]string{"sh", "-c", `printf '\377'`}, `!: "meow" makes sh print what is not UTF-8`},
		{[]string{"sh", "-c", "sleep 5 & echo hi"}, `!: "meow" has no whole answer: sh ended but left a process that holds its output open`},
		{[]string{"sh", "-c", "trap '' PIPE; while :; do cat /dev/zero; done"}, `!: "meow" makes sh print more than 10485760 bytes`},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			got, err := bind(t, "!", tt.args...).Apply(t.Context(), "meow")
			var refusal *function.Error
			if !errors.As(err, &refusal) || err.Error() != tt.want {
				t.Errorf("\n got %.100q, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

// TestProgramCancelled cancels a program whose child holds its output open.
func TestProgramCancelled(t *testing.T) {
	t.Parallel()
	needsPrograms(t)
	started := filepath.Join(t.TempDir(), "started")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	app := bind(t, "!", "sh", "-c", `sleep 20 & touch "$1"; wait`, "sh", started)
	go func() {
		_, err := app.Apply(ctx, "meow")
		ended <- err
	}()
	for {
		if _, err := os.Stat(started); err == nil {
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("ended before it was cancelled: %v", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	case <-time.After(15 * time.Second):
		t.Error("still running long after it was cancelled")
	}
}
