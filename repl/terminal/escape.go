//go:build unix

package terminal

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape translates what follows an ESC. Sequences that mean nothing vanish.
func (in *input) escape() {
	b, err := in.next(escapeWait)
	switch {
	case err != nil: // the key itself
		in.out = append(in.out, 0x1b)
	case b == '[':
		in.sequence()
	case b == 'O':
		if b, err = in.next(escapeWait); err != nil {
			in.out = append(in.out, 0x1b, 'O')
			return
		}
		in.out = append(in.out, translation("O"+string(rune(b)))...)
	default:
		in.out = append(in.out, 0x1b)
		in.raw = slices.Insert(in.raw, 0, b)
	}
}

func (in *input) sequence() {
	var seq []byte
	for {
		b, err := in.next(sequenceWait)
		if err != nil {
			return
		}
		seq = append(seq, b)
		if b >= '@' && b <= '~' && !(b == '[' && len(seq) == 1) {
			break
		}
	}
	if string(seq) == "200~" {
		in.paste()
		return
	}
	in.out = append(in.out, translation(string(seq))...)
}

// translation is what the library gets for the rest of a sequence: what xterm,
// tmux, putty, rxvt and the Linux console send.
func translation(seq string) string {
	switch seq {
	case "A", "OA":
		return "\x10"
	case "B", "OB":
		return "\x0e"
	case "C", "OC":
		return "\x06"
	case "D", "OD":
		return "\x02"
	case "H", "OH", "1~", "7~":
		return "\x01"
	case "F", "OF", "4~", "8~":
		return "\x05"
	case "Z":
		return string(keyBackTab)
	case "3~":
		return string(keyDelete)
	case "3;5~", "3;3~":
		return string(keyWordDelete)
	case "1;5D", "1;3D", "5D", "Od":
		return string(keyWordLeft)
	case "1;5C", "1;3C", "5C", "Oc":
		return string(keyWordRight)
	case "OM": // Enter of the keypad
		return "\r"
	}
	return ""
}

// paste takes a bracketed paste out of the stream; what its lines hold must
// not act as keys.
func (in *input) paste() {
	end := []byte("\x1b[201~")
	var text []byte
	for !bytes.HasSuffix(text, end) {
		b, err := in.next(-1)
		if err != nil {
			return
		}
		if b == 3 && in.alone {
			// Ctrl-C, typed because the end of the paste got lost.
			in.out = append(in.out, b)
			return
		}
		text = append(text, b)
	}
	pasted := clean(text[:len(text)-len(end)])
	select {
	case in.pastes <- pasted:
		in.emit(keyPaste)
		if strings.Contains(pasted, "\n") {
			in.emit('\r')
		}
	default: // so many pastes in one go are not a person's
	}
}

// clean makes a paste fit for a line: newlines of any kind become "\n", a tab
// stays one, and other control characters are dropped.
func clean(paste []byte) string {
	text := strings.ToValidUTF8(string(paste), string(utf8.RuneError))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\n':
			return '\n'
		case r != '\t' && unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
}
