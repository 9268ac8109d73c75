package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// programs are what is released.
var programs = []string{"etcd2sh", "etcd2sh-sandbox"}

// build is what every target has in common.
type build struct {
	temp    string
	version string
	time    time.Time
	shared  []file // what stands beside the programs
}

// newBuild builds for this system too: what its programs print of themselves is packed
// for all.
func newBuild(ctx context.Context, temp, version string) (*build, error) {
	b := &build{temp: temp, version: version}
	var err error
	if b.time, err = commitTime(ctx); err != nil {
		return nil, err
	}
	if version == "" {
		if b.version, err = git(ctx, "describe", "--tags", "--always", "--dirty"); err != nil {
			return nil, err
		}
	}
	dir, err := b.compile(ctx, runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return nil, err
	}
	for _, name := range programs {
		for path, args := range map[string][]string{
			"man/" + name + ".1":            {"--man"},
			"completions/" + name + ".bash": {"--completion", "bash"},
			"completions/_" + name:          {"--completion", "zsh"},
			"completions/" + name + ".fish": {"--completion", "fish"},
		} {
			text, err := exec.CommandContext(ctx, filepath.Join(dir, executable(name, runtime.GOOS)), args...).Output()
			if err != nil {
				return nil, fmt.Errorf("%s %v: %w", name, args, err)
			}
			b.shared = append(b.shared, file{path, text, 0o644})
		}
	}
	for path, from := range map[string]string{"README.md": "README.md", "MANUAL.md": "cmd/etcd2sh/README.md", "LICENSE": "LICENSE"} {
		text, err := os.ReadFile(from)
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == "LICENSE":
		case err != nil:
			return nil, err
		default:
			b.shared = append(b.shared, file{path, text, 0o644})
		}
	}
	return b, nil
}

// compile builds the programs for a system, static and stripped, and gives where they
// are.
func (b *build) compile(ctx context.Context, system, processor string) (dir string, err error) {
	dir = filepath.Join(b.temp, system+"-"+processor)
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X etcd2sh/cmd/internal/program.stamped=" + b.version, "-o", dir + string(filepath.Separator)}
	for _, name := range programs {
		args = append(args, "./cmd/"+name)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+processor)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, said.String())
	}
	return dir, nil
}

// archive makes the archive of a target.
func (b *build) archive(ctx context.Context, target string) (name string, packed []byte, err error) {
	system, processor, ok := strings.Cut(target, "/")
	if !ok {
		return "", nil, fmt.Errorf("a target is OS/ARCH, as in linux/amd64")
	}
	dir, err := b.compile(ctx, system, processor)
	if err != nil {
		return "", nil, err
	}
	files := slices.Clone(b.shared)
	for _, name := range programs {
		name = executable(name, system)
		binary, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "", nil, err
		}
		files = append(files, file{name, binary, 0o755})
	}
	name = fmt.Sprintf("etcd2sh_%s_%s_%s", b.version, system, processor)
	if system == "windows" {
		packed, err = zipped(name, files, b.time)
		return name + ".zip", packed, err
	}
	packed, err = tarred(name, files, b.time)
	return name + ".tar.gz", packed, err
}

// executable is the name of a program's file.
func executable(name, system string) string {
	if system == "windows" {
		return name + ".exe"
	}
	return name
}
