//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// bench is where everything is that the measurements share.
type bench struct {
	out    io.Writer
	rounds int // how often each process runs; 0 as the table says

	self    string // this program
	shell   string // the etcd2sh that is measured
	other   string // the one of -against, or ""
	sandbox string // the etcd2sh-sandbox that is measured, and may serve
	url     string // of the server
	ca      string // the file of the authority that signed its certificate, or ""

	dir  string // for files
	data string // for the data of servers: in memory where the system has a place for that

	measurer *measurer
	servers  sync.WaitGroup
	serial   int      // of the last run that wanted a number of its own
	emptied  int      // how many directories of writeDoomed were given out
	missed   []string // what could not be measured
}

// newBench makes the directories and starts the measurer. The function that it
// gives waits until all that was started has ended, as it does when the context
// does, and removes all that was made.
func newBench(ctx context.Context, o options, out io.Writer) (*bench, func(), error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	b := &bench{out: out, rounds: o.rounds, self: self, other: o.against}
	if b.dir, err = os.MkdirTemp("", "bench-"); err != nil {
		return nil, nil, err
	}
	if b.data, err = os.MkdirTemp("/dev/shm", "bench-"); err != nil {
		b.data = filepath.Join(b.dir, "data") // there is no such place here
		err = os.Mkdir(b.data, 0o700)
	}
	end := func() {
		if b.measurer != nil {
			b.measurer.end()
		}
		b.servers.Wait()
		if err := errors.Join(os.RemoveAll(b.dir), os.RemoveAll(b.data)); err != nil {
			fmt.Fprintln(out, err)
		}
	}
	if err == nil {
		err = os.Setenv("ETCDCTL_API", "2")
	}
	if err == nil {
		b.measurer, err = startMeasurer(ctx, self)
	}
	if err != nil {
		end()
		return nil, nil, err
	}
	return b, end, nil
}

// file is the path of a file in the directory.
func (b *bench) file(name string) string { return filepath.Join(b.dir, name) }

// number gives a number that was not given before.
func (b *bench) number() int {
	b.serial++
	return b.serial
}

// miss says what could not be measured, now and at the end.
func (b *bench) miss(why string) {
	fmt.Fprintln(b.out, "NOT MEASURED:", why)
	b.missed = append(b.missed, why)
}

// remind repeats what could not be measured.
func (b *bench) remind() {
	if len(b.missed) == 0 {
		return
	}
	fmt.Fprintf(b.out, "\nNot everything was measured:\n")
	for _, why := range b.missed {
		fmt.Fprintln(b.out, " ", why)
	}
}
