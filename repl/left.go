package repl

import (
	"context"
	"fmt"
	"strings"

	"etcd2sh/repl/lang/script"
)

// leaveRest runs none of the commands that were entered together with one that failed,
// and says how many they are.
func (sh *Shell) leaveRest() {
	if sh.Left == nil {
		return
	}
	n := countCommands(sh.Left())
	if n == 0 {
		return
	}
	what := fmt.Sprintf("the %d commands that came with it were not run; Up brings them back", n)
	if n == 1 {
		what = "the command that came with it was not run; Up brings it back"
	}
	sh.flush()
	sh.say(sh.Err.Writer, sh.Err.style(sh.Session.Settings()), what)
}

// countCommands counts the commands of a text, the last of which may be open.
func countCommands(text string) (n int) {
	src := script.NewReader(script.Source{Reader: strings.NewReader(text)}, func() {})
	for {
		c, err := src.Next(context.Background())
		if err == nil && len(c.Words) > 0 || err != nil && len(c.Starts) > 0 {
			n++
		}
		if err != nil {
			return n
		}
	}
}
