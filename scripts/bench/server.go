//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"etcd2sh/client/sandbox/pki"
)

// errNotReady is that of a server that does not answer, and errEnded, which is one, that of
// a server that has ended.
var (
	errNotReady = errors.New("the server does not answer")
	errEnded    = fmt.Errorf("%w: it has ended", errNotReady)
)

// build makes the programs that are measured, as releases are made. They are
// copied, as they are when they are installed: the linker's own file is in the
// system's cache by scattered pages, from which it starts more slowly.
func (b *bench) build(ctx context.Context) error {
	b.shell = b.file("etcd2sh")
	if err := b.program(ctx, "etcd2sh", b.shell); err != nil || b.other == "" {
		return err
	}
	other, err := exec.LookPath(b.other)
	if err != nil {
		return err
	}
	b.other = b.file("other-etcd2sh")
	return install(other, b.other)
}

// buildSandbox makes the sandbox's program in the same way.
func buildSandbox(ctx context.Context, b *bench) error {
	b.sandbox = b.file("etcd2sh-sandbox")
	return b.program(ctx, "etcd2sh-sandbox", b.sandbox)
}

// program makes a program of this module.
func (b *bench) program(ctx context.Context, name, to string) error {
	built := b.file("built")
	c := process(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", built, "etcd2sh/cmd/"+name)
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if err := c.Run(); err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	return install(built, to)
}

func install(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o700)
}

// serve starts the server that all parts share and gives its URL: the etcd that
// is installed, or else the sandbox.
func (b *bench) serve(ctx context.Context) (string, error) {
	why := etcd.lacking(ctx)
	if why == "" {
		return b.serveEtcd(ctx, installed{in: "etcd"})
	}
	fmt.Fprintln(b.out, "The sandbox's etcd serves:", why+".")
	if err := buildSandbox(ctx, b); err != nil {
		return "", err
	}
	c := process(ctx, b.sandbox, "--serve")
	c.Env = append(os.Environ(), "TMPDIR="+b.data)
	urls, err := c.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := c.Start(); err != nil {
		return "", err
	}
	var url string
	if _, err := fmt.Fscanln(bufio.NewReader(urls), &url); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return url, b.ready(ctx, c, url)
}

// installed is the etcd of the system as a server.
type installed struct {
	in   string    // the subdirectory with its data
	by   []string  // the command that starts it, if it does not start by itself
	cert pki.Files // it serves by https with that; none means http
}

// serveEtcd starts the installed etcd and gives its URL. Another program may take one of
// its ports before it does: then it starts again with others.
func (b *bench) serveEtcd(ctx context.Context, s installed) (url string, err error) {
	for range 5 {
		if url, err = b.startEtcd(ctx, s); !errors.Is(err, errEnded) {
			break
		}
	}
	return url, err
}

func (b *bench) startEtcd(ctx context.Context, s installed) (string, error) {
	client, errClient := freeAddress()
	peer, errPeer := freeAddress()
	log, errLog := os.Create(b.file(s.in + ".log"))
	if err := errors.Join(errClient, errPeer, errLog); err != nil {
		return "", err
	}
	defer log.Close()
	command := append(s.by, "etcd", "--enable-v2=true", "--data-dir", filepath.Join(b.data, s.in), "--snapshot-count", "10000000")
	var trust []string
	if s.cert != (pki.Files{}) {
		client = strings.Replace(client, "http:", "https:", 1)
		command = append(command, "--cert-file", s.cert.Cert, "--key-file", s.cert.Key)
		trust = []string{"--cacert", b.ca}
	}
	command = append(command, "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer)
	c := process(ctx, command[0], command[1:]...)
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		return "", err
	}
	err := b.ready(ctx, c, client, trust...)
	if err != nil {
		text, _ := os.ReadFile(log.Name()) // without it the error stands alone
		b.out.Write(text)
	}
	return client, err
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return "http://" + l.Addr().String(), l.Close()
}

// ready waits until a server that was started takes a write, and sees to it that
// its end is waited for. The key that it writes is the one that start reads. The
// flags are those that the server wants.
func (b *bench) ready(ctx context.Context, server *exec.Cmd, url string, flags ...string) error {
	gone := make(chan struct{})
	b.servers.Go(func() {
		server.Wait() // how it ends is of no interest: it is told to
		close(gone)
	})
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for range 100 {
		c := process(ctx, b.shell, append(flags, url, "-c", `reset! :bench "black n white"`)...)
		c.Stderr = nil
		if c.Run() == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-gone:
			return errEnded
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errNotReady
}
