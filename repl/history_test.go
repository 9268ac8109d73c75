package repl_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"etcd2sh/history"
	"etcd2sh/repl/repltest"
)

// newPast is a history of so many commands and, as the last, a long one of two lines.
func newPast(t *testing.T, commands int) *history.History {
	t.Helper()
	past, err := history.Open("", 0)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 29, 10, 55, 0, 0, time.Local)
	for i := range commands {
		past.Keep(history.Entry{Time: at, Endpoint: "http://127.0.0.1:2379", Command: fmt.Sprintf("get k%d", i+1)})
	}
	past.Keep(history.Entry{Time: at, Endpoint: "http://127.0.0.1:2379", Command: "reset! k 'two\nlines' " + strings.Repeat("物", 20)})
	return past
}

// TestHistoryOnTerminal shows as much of the history as a screen holds, a command on
// each of its rows.
func TestHistoryOnTerminal(t *testing.T) {
	t.Parallel()
	const columns, rows = 40, 10
	for _, tt := range []struct{ line, first, last string }{
		{"history", " 6  get k6", "13  reset! k 'two⏎lines' 物物物物物物物…"},
		{"history 2", "12  get k12", "13  reset! k 'two⏎lines' 物物物物物物物…"},
		{"history all", " 1  get k1", "13  reset! k 'two⏎lines' 物物物物物物物…"},
		{"history /k12", "12  2026-11-29 10:55:00  get k12", "12  2026-11-29 10:55:00  get k12"},
	} {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t)
			c.Out.Terminal, c.Out.Width, c.Out.Height = true, func() int { return columns }, func() int { return rows }
			repltest.SetHistory(c.Session, newPast(t, rows+2))
			if err := c.script(t, tt.line); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(c.out.String(), "\n"), "\n")
			if lines[1] != tt.first || lines[len(lines)-1] != tt.last {
				t.Errorf("got\n%s\nwant from %q to %q", c.out.String(), tt.first, tt.last)
			}
			if tt.line == "history" && len(lines) != rows-1 {
				t.Errorf("got %d lines, want %d and the prompt", len(lines), rows-1)
			}
		})
	}
}

// TestHistoryColumns leaves the endpoint out before a command has too little room,
// and the time after it.
func TestHistoryColumns(t *testing.T) {
	t.Parallel()
	for width, want := range map[int]string{
		100: "3  2026-11-29 10:55:00  http://127.0.0.1:2379  reset! k 'two⏎lines' 物物物物物物物物物物物物物物物…",
		73:  "3  2026-11-29 10:55:00  http://127.0.0.1:2379  reset! k 'two⏎lines' 物物…",
		69:  "3  2026-11-29 10:55:00  reset! k 'two⏎lines' 物物物物物物物物物物物…",
		48:  "3  2026-11-29 10:55:00  reset! k 'two⏎lines' 物…",
		47:  "3  reset! k 'two⏎lines' 物物物物物物物物物物物…",
	} {
		c := newConsole(t)
		c.Out.Terminal, c.Out.Width = true, func() int { return width }
		repltest.SetHistory(c.Session, newPast(t, 2))
		if err := c.script(t, "history 1"); err != nil {
			t.Fatal(err)
		}
		if got := strings.Split(c.out.String(), "\n")[1]; got != want {
			t.Errorf("in %d columns: got\n%s\nwant\n%s", width, got, want)
		}
	}
}

// TestHistoryData gives all of the history, as it was typed, to whatever reads data.
func TestHistoryData(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	c.Out.Terminal, c.Out.Width, c.Out.Height = true, func() int { return 40 }, func() int { return 10 }
	repltest.SetHistory(c.Session, newPast(t, 20))
	if err := c.script(t, "history | jq 'length, .[20].command'\nconfig output json\nhistory"); err != nil {
		t.Fatal(err)
	}
	command := `"reset! k 'two\nlines' ` + strings.Repeat("物", 20) + `"`
	if got := c.out.String(); !strings.HasPrefix(got, "21\n"+command+"\n") || strings.Count(got, "2026-11-29") != 21 || strings.Count(got, command) != 2 {
		t.Errorf("got\n%s\nwant 21 commands, the last one %s", got, command)
	}
}
