//go:build unix

package terminal

import (
	"time"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// What the library does for a key takes longer the longer the line is. So
// characters that wait together, as those of a paste without marks do, are one key
// for it, keyTyped. Whether they only are to be inserted is for keys to say, since a
// search and vi's normal mode take them one by one: Read waits for that answer.

// refused is how many bytes are given one by one before others are given together
// again.
const refused = 64

// character gives a character that is typed, and those that wait behind it.
func (in *input) character(first byte) {
	if in.single > 0 {
		in.single--
		in.out = append(in.out, first)
		return
	}
	in.raw = append([]byte{first}, in.raw...)
	if !utf8.FullRune(in.raw) {
		in.rest()
		return
	}
	text := in.together()
	switch {
	case text == "": // it is none
		in.raw = in.raw[1:]
		in.out = append(in.out, first)
	case utf8.RuneCountInString(text) == 1 && !isPrivate([]rune(text)[0]): // which would be a key
		in.out = append(in.out, text...)
	default:
		in.typed <- text
		in.asked = true
		in.emit(keyTyped)
	}
}

// rest waits for more of a character that has only begun: nothing is to come between its
// bytes. At the end of the input they are given as they are.
func (in *input) rest() {
	begun := in.raw
	in.raw = nil
	err := in.fill(-1)
	in.raw = append(begun[:len(begun):len(begun)], in.raw...)
	if err != nil && err != errNoInput {
		in.out, in.raw = append(in.out, in.raw...), nil
	}
}

// together takes the characters that wait, up to a key that is none.
func (in *input) together() string {
	var text []byte
	for begin := time.Now(); ; {
		n := characters(in.raw)
		text = append(text, in.raw[:n]...)
		rest := in.raw[n:]
		if in.raw = rest; utf8.FullRune(rest) || time.Since(begin) > frame {
			break
		}
		in.raw = nil
		more := in.waiting() && in.fill(0) == nil
		if in.raw = append(rest[:len(rest):len(rest)], in.raw...); !more {
			break // the end of the input and an interrupt will be met again
		}
	}
	return string(text)
}

// characters is the length of those that raw begins with.
func characters(raw []byte) (length int) {
	for length < len(raw) {
		r, size := utf8.DecodeRune(raw[length:])
		if !typed(r) && !isPrivate(r) || r == utf8.RuneError && size < 2 {
			break
		}
		length += size
	}
	return length
}

// answered waits until keys have taken what was given together; what they want one
// by one is given again.
func (in *input) answered() {
	if !in.asked {
		return
	}
	in.asked = false
	select {
	case rest := <-in.apart:
		in.single = min(len(rest), refused)
		in.raw = append([]byte(rest), in.raw...)
	case <-in.done:
	}
}

// together inserts characters that were typed together, unless each of them means
// something.
func (k *keys) together() rune {
	select {
	case text := <-k.in.typed:
		if k.search != nil || k.choice != nil || k.meta || k.normal {
			k.in.apart <- text
			k.does = nothing
			return readline.CharBell
		}
		k.in.apart <- ""
		k.does = typing
		return k.act(insert(text))
	default: // the key itself was typed
		k.does = nothing
		return readline.CharBell
	}
}
