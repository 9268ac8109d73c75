// Release builds the programs for the systems that they run on, and packs each with
// what belongs to it: the READMEs, the licence if there is one, the completions of the
// shells and the manual pages. The same commit gives the same bytes, by the same Go.
//
//	go run ./scripts/release [-o DIR] [-version V] [OS/ARCH…]
package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// targets are the systems, with their processors.
var targets = []string{
	"darwin/amd64", "darwin/arm64", "freebsd/amd64", "freebsd/arm64",
	"linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64",
}

func main() {
	log.SetFlags(0)
	out := flag.String("o", "dist", "the directory that the archives go to")
	version := flag.String("version", "", "what --version says; git describe if not given")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := release(ctx, *out, *version, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

// release builds for the targets that are named, or for all.
func release(ctx context.Context, out, version string, chosen []string) error {
	if len(chosen) == 0 {
		chosen = targets
	}
	temp, err := os.MkdirTemp("", "etcd2sh-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	b, err := newBuild(ctx, temp, version)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var sums strings.Builder
	for _, target := range chosen {
		name, packed, err := b.archive(ctx, target)
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), packed, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(packed), name)
		log.Printf("%s: %d MiB", name, len(packed)>>20)
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// git asks git about the commit.
func git(ctx context.Context, args ...string) (string, error) {
	text, err := exec.CommandContext(ctx, "git", args...).Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(text)), nil
}

// commitTime is when the commit was made: the time of every file.
func commitTime(ctx context.Context) (time.Time, error) {
	text, err := git(ctx, "log", "-1", "--format=%ct")
	if err != nil {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}
