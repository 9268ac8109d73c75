//go:build unix

package terminal

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// The private characters that stand for keys which the library does not know.
// They cannot come from a paste, which takes another way.
const (
	keyDelete rune = 0x10ff00 + iota
	keyWordLeft
	keyWordRight
	keyWordDelete
	keyBackTab
	keyPaste
	keyUndo
	keyLastWord
	keyElsewhere // the line is to be edited in a program; an Enter follows
	keyTyped     // characters, many of them
	keyIdle      // no key: no more input waits
	keyReset
)

// escapeWait is how long the rest of an escape sequence may be on its way.
const escapeWait = 50 * time.Millisecond

// sequenceWait is how long the rest of a sequence may be on its way once its second byte is
// there, which hardly anybody types.
const sequenceWait = 500 * time.Millisecond

// pasteGap is how long nothing must come for what was typed ahead to be over:
// the lines of a paste without marks may come in several parts.
const pasteGap = 50 * time.Millisecond

// input reads the terminal for the library: it translates what terminals send
// for keys, takes bracketed pastes out of the stream and drops NUL, which the
// library takes for the end. It reads only when it is asked, so that a program
// which gets the terminal between two lines gets all of its input.
type input struct {
	fd     int
	wake   [2]*os.File // a pipe: a byte in it ends the wait
	cancel atomic.Bool // the line is to be interrupted
	closed atomic.Bool
	behind atomic.Bool // more input waits, or keyIdle is still to come
	raw    []byte      // read and not yet translated
	alone  bool        // the last read gave one byte: a key, not a part of something
	out    []byte      // translated
	pastes chan string // one for each keyPaste; an Enter follows if it has several lines

	typed  chan string // one for each keyTyped
	apart  chan string // the answer to it: what of that is to be given one by one
	asked  bool        // the answer is still to come
	single int         // how many bytes are given one by one
	done   chan struct{}
}

func newInput(f *os.File) (*input, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &input{fd: int(f.Fd()), wake: [2]*os.File{r, w}, pastes: make(chan string, 64),
		typed: make(chan string, 1), apart: make(chan string, 1), done: make(chan struct{})}, nil
}

// Read gives the library translated keys, and keyIdle when it has caught up
// with input of which there was more than one key.
func (in *input) Read(p []byte) (int, error) {
	in.answered()
	for len(in.out) == 0 {
		if in.cancel.Swap(false) {
			in.emit(keyReset)
			in.out = append(in.out, 3)
			break
		}
		if in.behind.Load() && !in.waiting() {
			in.behind.Store(false)
			in.emit(keyIdle)
			break
		}
		b, err := in.next(-1)
		switch {
		case err == errNoInput || b == 0 && err == nil:
		case err != nil:
			return 0, err
		case b == 0x1b:
			in.escape()
		case b == 0x18:
			in.chord()
		default:
			in.character(b)
		}
	}
	n := copy(p, in.out)
	in.out = in.out[n:]
	if !in.behind.Load() && in.waiting() {
		in.behind.Store(true)
	}
	return n, nil
}

// waiting reports whether there is more to be read now than the beginning of a character.
func (in *input) waiting() bool {
	if utf8.FullRune(in.raw) {
		return true
	}
	fds := []unix.PollFd{{Fd: int32(in.fd), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, 0)
	return n > 0 && err == nil
}

// Close does nothing: the library closes its input at odd moments.
func (in *input) Close() error { return nil }

func (in *input) close() {
	in.closed.Store(true)
	close(in.done)
	in.wakeReader()
}

// interrupt makes the library give up its line as Ctrl-C does.
func (in *input) interrupt() {
	in.cancel.Store(true)
	in.wakeReader()
}

// clearInterrupt takes an interrupt back that came too late for its line.
func (in *input) clearInterrupt() { in.cancel.Store(false) }

// wakeReader ends the wait for input.
func (in *input) wakeReader() {
	// The pipe can only be full when there is a byte that wakes the reader.
	_, _ = in.wake[1].Write([]byte{0})
}

// emit gives the library a key that no terminal sends.
func (in *input) emit(key rune) { in.out = append(in.out, string(key)...) }

// errNoInput says that no byte came in time, or that an interrupt came instead.
var errNoInput = errors.New("no input")

// next gives the next byte; it waits for ever when wait is negative.
func (in *input) next(wait time.Duration) (byte, error) {
	for len(in.raw) == 0 {
		if err := in.fill(wait); err != nil {
			return 0, err
		}
	}
	b := in.raw[0]
	in.raw = in.raw[1:]
	return b, nil
}

// ahead takes what was typed so far.
func (in *input) ahead() (typed []byte) {
	typed, in.raw = in.raw, nil
	for in.waiting() && in.fill(0) != io.EOF {
		typed, in.raw = append(typed, in.raw...), nil
	}
	return typed
}

// pressed waits for a key and keeps it for the next line, behind what was typed
// before. It is false once ctx has ended, and it is woken; the end of the input
// counts as a key.
func (in *input) pressed(ctx context.Context, before []byte) bool {
	defer func() { in.raw = append(before, in.raw...) }()
	for ctx.Err() == nil {
		err := in.fill(-1)
		switch {
		case len(in.raw) > 0 && len(before) == 0:
			in.beginLine()
			return true
		case len(in.raw) > 0, err != nil && err != errNoInput:
			return true
		}
	}
	return false
}

// beginLine drops a first key that no line begins with, as its work is done.
func (in *input) beginLine() {
	switch in.raw[0] {
	case '\r', '\n', 4:
		in.raw = in.raw[1:]
	case 0x1b:
		if key := in.raw; len(key) == 1 {
			in.raw = nil
			if _ = in.fill(escapeWait); len(in.raw) > 0 { // an arrow, say
				in.raw = append(key, in.raw...)
			}
		}
	}
}

// drop drops what was typed, until nothing more comes or ctx ends. A paste that
// has begun is dropped to its end.
func (in *input) drop(ctx context.Context) {
	stop := context.AfterFunc(ctx, in.wakeReader)
	defer stop()
	for last := time.Now(); ctx.Err() == nil && time.Since(last) < pasteGap; {
		b, err := in.next(pasteGap)
		switch {
		case err == errNoInput: // it was woken by an older call, perhaps
			continue
		case err != nil:
			return
		case b == 0x1b:
			in.escape()
		}
		in.out = nil
		select {
		case <-in.pastes:
		default:
		}
		last = time.Now()
	}
}

// fill waits for input and reads it; a signal makes it return with nothing.
func (in *input) fill(wait time.Duration) error {
	if in.closed.Load() {
		return io.EOF
	}
	fds := []unix.PollFd{
		{Fd: int32(in.fd), Events: unix.POLLIN},
		{Fd: int32(in.wake[0].Fd()), Events: unix.POLLIN},
	}
	timeout := -1
	if wait >= 0 {
		timeout = int(wait.Milliseconds())
	}
	n, err := unix.Poll(fds, timeout)
	switch {
	case err == unix.EINTR:
		return nil
	case err != nil:
		return err
	case n == 0:
		return errNoInput
	case fds[1].Revents != 0:
		if _, err := in.wake[0].Read(make([]byte, 64)); err != nil {
			return err
		}
		if in.closed.Load() {
			return io.EOF
		}
		return errNoInput
	}
	buf := make([]byte, 4096)
	n, err = unix.Read(in.fd, buf)
	switch {
	case err == unix.EINTR || err == unix.EAGAIN:
		return nil
	case err != nil || n == 0: // a terminal that hung up
		return io.EOF
	}
	in.raw, in.alone = buf[:n], n == 1
	return nil
}
