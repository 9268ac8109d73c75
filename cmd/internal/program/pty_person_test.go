package program_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

func (p *person) see(what string, wanted func(screen) bool) screen {
	p.t.Helper()
	s, ok := p.await(patience, func(s screen, _ int) bool { return wanted(s) })
	if !ok {
		p.t.Fatalf("got a screen\n%s\nwant %s", s, what)
	}
	return s
}

func (p *person) text(want string) screen {
	p.t.Helper()
	return p.see(fmt.Sprintf("%q on it", want), func(s screen) bool { return s.has(want) })
}

// line waits for what stands behind the prompt; a hint may follow.
func (p *person) line(want string) screen {
	p.t.Helper()
	return p.see(fmt.Sprintf("the line %q", want), func(s screen) bool { return strings.HasPrefix(s.typed()+" ", want) })
}

// next waits for the prompt after so many, whose text ends in end.
func (p *person) next(after int, end string) screen {
	p.t.Helper()
	s, ok := p.await(patience, func(s screen, reads int) bool { return reads > after && strings.HasSuffix(s.last(), end) })
	if !ok {
		p.t.Fatalf("got a screen\n%s\nwant a new prompt that ends in %q", s, end)
	}
	return s
}

func (p *person) types(keys string) *person {
	p.t.Helper()
	if _, err := p.tty.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// enters types keys and waits for the prompt that they lead to.
func (p *person) enters(keys, end string) screen {
	p.t.Helper()
	_, reads, _ := p.look()
	p.types(keys)
	return p.next(reads, end)
}

// runs types a command onto a cleared screen and gives what it printed.
func (p *person) runs(command string) string {
	p.t.Helper()
	s := p.enters("\x0c"+command+"\r", ">")
	if len(s) < 2 {
		p.t.Fatalf("got a screen\n%s\nwant the command %q and a prompt", s, command)
	}
	return s[1 : len(s)-1].String()
}

// took is what a slow command is followed by.
var took = regexp.MustCompile(`(?m)\n?^\(\d+\.\d\ds\)$`)

// gets runs a command and checks what it printed, however long it took.
func (p *person) gets(command, want string) {
	p.t.Helper()
	if got := took.ReplaceAllString(p.runs(command), ""); got != want {
		p.t.Errorf("%s:\n got %s\nwant %s", command, got, want)
	}
}

// leaves drops the line and ends the program with Ctrl-D.
func (p *person) leaves() {
	p.t.Helper()
	p.types("\x15\x04")
	done := make(chan error, 1)
	go func() {
		err := p.cmd.Wait()
		<-p.ended
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			s, _, _ := p.look()
			p.t.Fatalf("got %v, want a clean end; screen:\n%s", err, s)
		}
	case <-time.After(patience):
		p.t.Fatal("the program hangs")
	}
}

// sent is all that the program has sent so far.
func (p *person) sent() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.raw.String()
}

// own are the sequences that the shell sends of its own accord.
var own = regexp.MustCompile(`\x1b\[(\d+A|J|H|2J|3J|\?2004[hl]|(0|1|2|22|3\d|9\d)?(;3\d)?m)`)

// clean checks that no character which acts on a terminal was sent but those
// of the shell's own.
func (p *person) clean() {
	p.t.Helper()
	sent := own.ReplaceAllString(p.sent(), "")
	acts := func(r rune) bool {
		return r < ' ' && !slices.Contains([]rune("\r\n"), r) || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfffd
	}
	if i := strings.IndexFunc(sent, acts); i >= 0 {
		p.t.Errorf("a character reached the terminal raw: %+q", sent[max(0, i-80):min(len(sent), i+40)])
	}
}
