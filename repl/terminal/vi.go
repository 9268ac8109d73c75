//go:build unix

package terminal

import "github.com/chzyer/readline"

// escape is the escape key: in vi mode it leaves the insert mode, in emacs
// mode it goes before another key.
func (k *keys) escape() rune {
	if !k.vi.Load() {
		k.meta, k.does = true, nothing
		return readline.CharBell
	}
	k.normal, k.back = true, true
	return k.act(left)
}

// command is what a key does in the normal mode of vi.
func (k *keys) command(r rune) rune {
	if prefix := k.prefix; prefix != 0 {
		k.prefix = 0
		if typed(r) {
			return k.second(prefix, r)
		}
	}
	line, pos := k.screen.edited()
	switch r {
	case readline.CharEsc:
		return readline.CharBell
	case 'd', 'c', 'r', 'f', 'F', 't', 'T':
		k.prefix = r
		return readline.CharBell
	case 'i', 'I', 'a', 'A', 's':
		k.normal = false
		return k.vim(r, 0)
	case 'C', 'S':
		k.normal = false
		k.rl.Operation.EnterVimInsertMode()
		if r == 'S' {
			return k.kill(lineBegin, lineEnd)
		}
		return k.kill(here, lineEnd)
	case 'e', 'E':
		return k.then(k.moveTo(wordLast))
	case 'x':
		if pos == len(line) {
			return k.insertKey(readline.CharBackspace)
		}
		return k.insertKey(keyDelete)
	}
	if key, ok := viKeys(r); ok {
		return k.insertKey(key)
	}
	if typed(r) {
		return k.vim(r, 0)
	}
	return k.insertKey(r)
}

// second runs a command of two keys. The library would read the second one
// past filter, and an Enter there would leave it waiting for ever.
func (k *keys) second(prefix, r rune) rune {
	if line, pos := k.screen.edited(); prefix == 'r' && pos == len(line) {
		return readline.CharBell
	}
	k.normal = prefix != 'c'
	if prefix == 'd' || prefix == 'c' {
		switch r {
		case prefix:
			return k.then(k.kill(lineBegin, lineEnd))
		case 'w':
			return k.then(k.kill(here, wordEnd))
		}
	}
	return k.vim(prefix, r)
}

// vim lets the library run a command. It stays in insert mode until OnChange,
// because in normal mode it does not call that.
func (k *keys) vim(r, second rune) rune {
	k.rl.Operation.HandleVim(r, func() rune { return second })
	return k.then(readline.CharBell)
}

// insertKey does what a key does in the insert mode and stays in normal mode.
func (k *keys) insertKey(r rune) rune {
	return k.then(k.dispatch(r))
}

// then has the library do what a key does in insert mode, and go back to normal
// mode unless that is over.
func (k *keys) then(r rune) rune {
	k.rl.Operation.EnterVimInsertMode()
	k.back = k.normal
	return r
}

// viKeys are the letters of the normal mode that stand for another key.
func viKeys(r rune) (rune, bool) {
	switch r {
	case 'h':
		return readline.CharBackward, true
	case 'j':
		return readline.CharNext, true
	case 'k':
		return readline.CharPrev, true
	case 'l', ' ':
		return readline.CharForward, true
	case '0', '^':
		return readline.CharLineStart, true
	case '$':
		return readline.CharLineEnd, true
	case 'b', 'B':
		return keyWordLeft, true
	case 'w', 'W':
		return keyWordRight, true
	case 'D':
		return readline.CharKill, true
	case 'p':
		return readline.CharCtrlY, true
	case 'u':
		return keyUndo, true
	}
	return 0, false
}
