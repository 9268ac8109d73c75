package upgradetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"syscall"
)

// process is a running program, and what it has logged.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended

	mu   sync.Mutex
	log  strings.Builder
	more chan struct{} // closed at the next line of the log
}

func startProcess(file string, args []string) (*process, error) {
	p := &process{cmd: exec.Command(file, args...), done: make(chan struct{}), more: make(chan struct{})}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go p.follow(stderr)
	return p, nil
}

func (p *process) follow(stderr io.Reader) {
	lines := bufio.NewReader(stderr)
	for {
		line, err := lines.ReadString('\n')
		p.mu.Lock()
		p.log.WriteString(line)
		close(p.more)
		p.more = make(chan struct{})
		p.mu.Unlock()
		if err != nil {
			break
		}
	}
	// How it ended is in ProcessState, and asked for by those who wait for done.
	_ = p.cmd.Wait()
	close(p.done)
}

func (p *process) said() (log string, more <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String(), p.more
}

// await waits until the log has the text; false means that the process ended
// without it.
func (p *process) await(ctx context.Context, text string) (bool, error) {
	for {
		log, more := p.said()
		if strings.Contains(log, text) {
			return true, nil
		}
		select {
		case <-p.done:
			log, _ := p.said()
			return strings.Contains(log, text), nil
		case <-more:
		case <-ctx.Done():
			return false, fmt.Errorf("waiting for %q in the log: %w\n%s", text, ctx.Err(), log)
		}
	}
}

// stop ends the process as an operator does, and waits for its end.
func (p *process) stop(ctx context.Context) error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		select {
		case <-p.done:
			return nil
		default:
			return err
		}
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		return errors.Join(ctx.Err(), p.cmd.Process.Kill())
	}
}
