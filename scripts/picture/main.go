//go:build unix

// Picture makes scripts/prompt.svg, the picture of a prompt in the README.
//
//	go run ./scripts/picture
//
// It runs etcd2sh-sandbox in a terminal of its own, types the lines of the
// session, waits for each answer, and draws the last screen. session.go says what
// is typed, terminal.go reads the screen, svg.go draws it. It is run from the
// project's directory, and draws nothing else.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

const file = "scripts/prompt.svg"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (failed error) {
	home, err := os.MkdirTemp("", "picture-")
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, os.RemoveAll(home)) }()
	program := filepath.Join(home, "etcd2sh-sandbox")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/etcd2sh-sandbox")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	s, err := play(ctx, program, home)
	if err != nil {
		return err
	}
	var svg bytes.Buffer
	draw(&svg, s)
	return os.WriteFile(file, svg.Bytes(), 0o644)
}
