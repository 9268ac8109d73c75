//go:build unix

package terminal

import (
	"context"
	"sync/atomic"
	"unicode"

	"etcd2sh/repl/assist"

	"github.com/chzyer/readline"
)

// An edit changes a line and the position of the cursor in it, in runes.
type edit func(line []rune, pos int) ([]rune, int)

// keys decides what every key does. The library calls filter and OnChange one
// after the other on its own goroutine, with no lock held; the fields without
// a lock of their own belong to that goroutine.
type keys struct {
	in        *input
	screen    *screen
	history   *history
	completer func(ctx context.Context, line string, pos int) assist.Completion
	rl        *readline.Instance
	suspend   func()
	vi        atomic.Bool
	ended     atomic.Bool // there is no more input

	pending edit // for OnChange: what the key does to the line
	does    deed // what the key does
	did     deed // what the key before did
	changes undo
	meta    bool    // emacs: an escape came before
	normal  bool    // vi: normal mode
	back    bool    // vi: the library returns to normal mode after this key
	prefix  rune    // vi: a command that waits for its second key
	search  *search // nil: no search
	choice  *choice // nil: no candidates are shown
	recall  recall
	killed  string // what Ctrl-Y inserts
	echo    echo
	wordOf  func(command string) string // the last word
	reopen  func() (prompt, text string, lines int)
	shown   func()
	end     ending
	anew    bool   // the lines before are edited together with this one
	draft   string // what the line begins with
}

// filter gets every key and returns the one that the library shall act on.
// CharBell is the one it does nothing for; a key must not be withheld,
// because the library then reads on when it should wait.
func (k *keys) filter(r rune) rune {
	if r == keyIdle {
		k.screen.refresh()
		k.does = nothing
		return readline.CharBell
	}
	if r == keyTyped {
		return k.together()
	}
	if r == readline.CharCtrlJ {
		r = readline.CharEnter
	}
	if k.search != nil {
		if r = k.searching(r); r == readline.CharBell {
			return r
		}
	}
	if k.choice != nil {
		if r = k.choosing(r); r == readline.CharBell {
			return r
		}
	}
	switch {
	case k.meta:
		k.meta = false
		return k.dispatch(withMeta(r))
	case k.normal:
		return k.command(r)
	}
	return k.dispatch(r)
}

// OnChange is called by the library after filter, when it has done what the
// key does; a key of 0 begins a line. When one has ended, the next may have begun
// already.
func (k *keys) OnChange(line []rune, pos int, key rune) ([]rune, int, bool) {
	switch {
	case key == 0:
		k.changes, k.did, k.does = nil, other, other
		draft := []rune(k.draft)
		k.screen.update(draft, len(draft))
		if k.shown != nil {
			k.shown()
		}
		return nil, 0, false
	case key == readline.CharEnter || key == readline.CharInterrupt:
		return nil, 0, false
	case k.back:
		k.back = false
		k.rl.Operation.ExitVimInsertMode()
	}
	edited := k.pending != nil
	if edited {
		line, pos = k.pending(line, pos)
		k.pending = nil
	}
	k.note(line)
	k.screen.update(line, pos)
	return line, pos, edited
}

// act lets OnChange edit the line.
func (k *keys) act(e edit) rune {
	k.pending = e
	return readline.CharBell
}

// finish ends the line on the screen and all modes with it.
func (k *keys) finish(suffix string) {
	k.meta, k.normal, k.back, k.prefix, k.search, k.choice, k.pending = false, false, false, 0, nil, nil, nil
	k.recall, k.anew = recall{}, false
	k.screen.finish(suffix)
}

// dispatch is what a key does in emacs mode and in the insert mode of vi.
func (k *keys) dispatch(r rune) rune {
	if helps(r) && k.screen.answering() {
		return readline.CharBell
	}
	if k.takes(r) {
		return readline.CharBell
	}
	switch r {
	case 0, readline.CharEnter:
		return k.enter(r)
	case readline.CharInterrupt:
		k.finish("^C")
		return r
	case readline.CharDelete: // Ctrl-D; the Delete key is keyDelete
		if line, _ := k.screen.edited(); len(line) == 0 {
			k.finish("")
		}
		return r
	case readline.CharEsc:
		return k.escape()
	case keyReset: // the context ended; a Ctrl-C follows
		k.finish("")
		k.rl.Operation.EnterVimInsertMode()
		return readline.CharBell
	case keyPaste:
		select {
		case text := <-k.in.pastes:
			return k.paste(text)
		default: // the character itself was typed, where keys are taken one by one
			k.does = nothing
			return readline.CharBell
		}
	case keyElsewhere:
		return k.elsewhere()
	case keyUndo, ctrlUnderscore:
		return k.undo()
	case keyDelete:
		return k.act(deleteNext)
	case readline.CharBackspace, readline.CharCtrlH:
		return k.act(deletePrevious)
	case readline.CharBackward:
		return k.act(left)
	case readline.CharForward:
		return k.act(right)
	case readline.CharPrev:
		return k.act(k.up)
	case readline.CharNext:
		return k.act(k.down)
	case readline.CharBckSearch, readline.CharFwdSearch:
		return k.startSearch(r)
	case readline.CharTab:
		return k.act(k.complete)
	case readline.CharCtrlZ:
		k.suspend()
		return readline.CharBell
	case readline.CharCtrlL:
		k.screen.clear()
		return readline.CharBell
	}
	return k.words(r)
}

// words is for the keys that move by words, and those that take a part out of the
// line.
func (k *keys) words(r rune) rune {
	switch r {
	case keyWordLeft, readline.MetaBackward:
		return k.moveTo(wordBegin)
	case keyWordRight, readline.MetaForward:
		return k.moveTo(nextWord)
	case keyWordDelete, readline.MetaDelete:
		return k.kill(here, wordEnd)
	case readline.MetaBackspace:
		return k.kill(wordBegin, here)
	case readline.CharCtrlW:
		return k.kill(afterBlank, here)
	case readline.CharCtrlU:
		return k.kill(lineBegin, here)
	case readline.CharKill:
		return k.kill(here, lineEnd)
	case readline.CharCtrlY:
		return k.yank()
	case keyLastWord:
		return k.lastWord()
	}
	return k.library(r)
}

// helps reports whether a key helps with a command; it does nothing to an
// answer.
func helps(r rune) bool {
	switch r {
	case readline.CharPrev, readline.CharNext, readline.CharBckSearch, readline.CharFwdSearch, readline.CharTab, keyLastWord:
		return true
	}
	return false
}

// library is for the keys that the library handles, where it does that well.
func (k *keys) library(r rune) rune {
	switch r {
	case readline.CharTranspose:
		if line, _ := k.screen.edited(); len(line) < 2 { // it would leave the line behind
			return readline.CharBell
		}
		return r
	case readline.CharLineStart, readline.CharLineEnd:
		return r
	}
	if r < 0 || unicode.IsControl(r) {
		return readline.CharBell
	}
	k.does = typing
	return r
}

// typed reports whether a key is a character to insert.
func typed(r rune) bool {
	return r >= ' ' && !unicode.IsControl(r) && !isPrivate(r)
}

// isPrivate reports whether r stands for a key.
func isPrivate(r rune) bool { return keyDelete <= r && r <= keyReset }

// withMeta is the key that r is after an escape, in emacs mode.
func withMeta(r rune) rune {
	switch r {
	case 'b':
		return readline.MetaBackward
	case 'f':
		return readline.MetaForward
	case 'd':
		return readline.MetaDelete
	case '.', '_':
		return keyLastWord
	case readline.CharBackspace, readline.CharCtrlH:
		return readline.MetaBackspace
	}
	if typed(r) {
		return readline.CharBell
	}
	return r
}
