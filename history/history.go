// Package history keeps the commands that were typed, in memory and in a file
// of mode 0600 that several shells append to at once. Start with Path and
// Open, or Later where nobody should wait for it. Trouble with the file is an error to
// be shown, never a reason to stop: a History that came with an error can be used like
// any other.
//
// The file has one JSON object on each line, so a command of several lines is
// one line there. It is read and written under a lock on a file beside it,
// whose name has .lock at its end.
package history

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// DefaultLimit is how many entries are kept when Open is given no limit.
const DefaultLimit = 10_000

// Entry is a command as it was typed.
type Entry struct {
	// Time is when the command was typed. It is kept in UTC.
	Time time.Time `json:"time"`
	// Endpoint is the server that the command was meant for. It reaches the
	// disk, so it must hold no credentials.
	Endpoint string `json:"endpoint,omitempty"`
	// Command is the text, of one line or several. Bytes that are not UTF-8
	// are kept as U+FFFD.
	Command string `json:"command"`
}

// Numbered is an entry with its number.
type Numbered struct {
	// Number counts from 1 the commands that this History read or was given. It
	// stands for the command for as long as the History lasts.
	Number int
	Entry
}

// History is the commands of earlier shells and of this one. The zero value
// keeps nothing; use Open. It is safe for concurrent use.
type History struct {
	limit int

	mu       sync.Mutex
	unopened func()      // opens it; nil when it is open
	file     string      // "" is memory only
	entries  []Numbered  // oldest first, no command twice, at most limit
	last     int         // the number that was given last
	again    map[int]int // the number of a command that came again, and the one that it has since
	missing  [][]byte    // the lines that the file still lacks, oldest first, at most limit
	reported bool        // a write has failed, and its error was given
}

// Open reads the history at path and keeps the newest entries, at most limit
// of them; DefaultLimit when limit is not positive. The file is created when
// it is missing, with the directories above it, and made unreadable for
// others. A file with more than twice as many lines as the limit is rewritten
// without the superfluous ones. The path "" is a history in memory only.
//
// The *History is never nil. An error says what is wrong, to be shown once:
// entries that could be read are there all the same, and when the file cannot
// be used, new ones are kept in memory only. An error that is ErrDamaged tells
// of lines that were skipped; the file stays in use and they stay in it, until
// it is rewritten: then the old file is kept beside it, with .damaged at the
// end of its name.
func Open(path string, limit int) (*History, error) {
	h := empty(limit)
	return h, h.open(path)
}

// Later is Open for whom a large history should not keep from going on: the file is
// not touched before somebody asks the History, or calls Load. An error is told then,
// before anything is given; told must not ask the History.
func Later(path string, limit int, told func(error)) *History {
	h := empty(limit)
	h.unopened = func() {
		if err := h.open(path); err != nil {
			told(err)
		}
	}
	return h
}

// Load opens a History that is not open yet, and does not wait for that.
func (h *History) Load() {
	go func() {
		h.lock()
		h.mu.Unlock()
	}()
}

// lock locks mu, for who needs the entries.
func (h *History) lock() {
	h.mu.Lock()
	if open := h.unopened; open != nil {
		h.unopened = nil
		open()
	}
}

func empty(limit int) *History {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &History{limit: limit}
}

// Add remembers a command and appends it to the file. A command that begins
// with a blank is not kept at all, nor is one of nothing but blanks; one that
// was there already moves to the end. A command that takes more than a megabyte
// as a line of the file is kept in memory only.
//
// The first write that fails gives an error. Later ones are tried and fail in
// silence, since one report is enough; the entries stay in memory, and the next
// write that succeeds brings them too. Only the first waits for a lock that
// another process does not give back, for two seconds.
func (h *History) Add(e Entry) error {
	e, ok := clean(e)
	if !ok {
		return nil
	}
	h.lock()
	defer h.mu.Unlock()
	h.remember(e)
	if h.file == "" {
		return nil
	}
	line, err := encode(e)
	if err == nil && len(line) <= maxLine {
		err = h.write(line)
	}
	if err == nil || h.reported {
		return nil
	}
	h.reported = true
	return fmt.Errorf("history: %w; what cannot be written is kept in memory until it can", err)
}

// Flush writes what Add could not write, for the end of a shell. It waits for
// the lock as long as the first write does. Its error tells how many commands
// the file lacks.
func (h *History) Flush() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.catchUp(lockWait); err != nil {
		return fmt.Errorf("history: %w; commands that are not in the file: %d", err, len(h.missing))
	}
	return nil
}

// Keep remembers a command in memory only, for one that holds a secret. What
// Add does not keep, Keep does not either.
func (h *History) Keep(e Entry) {
	e, ok := clean(e)
	if !ok {
		return
	}
	h.lock()
	defer h.mu.Unlock()
	h.remember(e)
}

// Entries gives the entries, oldest first, no command twice and at most as
// many as the limit. The slice is the caller's.
func (h *History) Entries() []Numbered {
	h.lock()
	defer h.mu.Unlock()
	return slices.Clone(h.entries)
}

// Find gives the entries whose command contains text in capital or small
// letters, oldest first. The empty text is in all of them.
func (h *History) Find(text string) []Numbered {
	text = strings.ToLower(text)
	return slices.DeleteFunc(h.Entries(), func(e Numbered) bool {
		return !strings.Contains(strings.ToLower(e.Command), text)
	})
}

// Latest gives the latest command that fits; ok is false where there is none.
func (h *History) Latest(fits func(command string) bool) (command string, ok bool) {
	h.lock()
	defer h.mu.Unlock()
	for _, e := range slices.Backward(h.entries) {
		if fits(e.Command) {
			return e.Command, true
		}
	}
	return "", false
}

// Number gives the command of a number; ok is false where there never was one,
// or it is older than those that are kept.
func (h *History) Number(n int) (e Entry, ok bool) {
	h.lock()
	defer h.mu.Unlock()
	for h.again[n] > 0 {
		n = h.again[n]
	}
	i := slices.IndexFunc(h.entries, func(e Numbered) bool { return e.Number == n })
	if i < 0 {
		return Entry{}, false
	}
	return h.entries[i].Entry, true
}

// write adds a line to the file, after those that it lacks. If there are any,
// the lock has been waited for.
func (h *History) write(line []byte) error {
	wait := lockWait
	if len(h.missing) > 0 {
		wait = 0
	}
	h.missing = append(h.missing, line)
	h.missing = h.missing[max(0, len(h.missing)-h.limit):]
	return h.catchUp(wait)
}

// catchUp adds to the file what it lacks.
func (h *History) catchUp(wait time.Duration) error {
	if len(h.missing) == 0 {
		return nil
	}
	if err := appendLines(h.file, slices.Concat(h.missing...), wait); err != nil {
		return err
	}
	h.missing = nil
	return nil
}

// remember puts e at the end, with a new number, and drops what that makes
// superfluous.
func (h *History) remember(e Entry) {
	h.last++
	if i := slices.IndexFunc(h.entries, func(old Numbered) bool { return old.Command == e.Command }); i >= 0 {
		if h.again == nil {
			h.again = map[int]int{}
		}
		h.again[h.entries[i].Number] = h.last
		h.entries = slices.Delete(h.entries, i, i+1)
	}
	h.entries = append(h.entries, Numbered{h.last, e})
	if over := len(h.entries) - h.limit; over > 0 {
		h.entries = slices.Delete(h.entries, 0, over)
	}
}

// clean gives e as it comes back from the file, and whether it is to be kept.
func clean(e Entry) (Entry, bool) {
	if blank(e.Command) || strings.HasPrefix(e.Command, " ") || strings.HasPrefix(e.Command, "\t") {
		return Entry{}, false
	}
	e.Time = e.Time.UTC().Round(0) // a monotonic reading means nothing to another process
	e.Endpoint = strings.ToValidUTF8(e.Endpoint, "\uFFFD")
	e.Command = strings.ToValidUTF8(e.Command, "\uFFFD")
	return e, true
}

func blank(command string) bool { return strings.TrimSpace(command) == "" }

// newest gives the last limit entries of all, of equal commands the last.
func newest(all []Entry, limit int) []Entry {
	seen := make(map[string]bool, min(len(all), limit))
	var kept []Entry
	for _, e := range slices.Backward(all) {
		if len(kept) == limit {
			break
		}
		if !seen[e.Command] {
			seen[e.Command] = true
			kept = append(kept, e)
		}
	}
	slices.Reverse(kept)
	return kept
}
