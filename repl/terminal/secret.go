//go:build unix

package terminal

import (
	"context"
	"unicode/utf8"
)

// AskSecret is Ask for what nobody may see: what is typed or pasted is not shown, and
// is kept nowhere. Backspace takes back the last character and Ctrl-U all of them;
// other keys that edit do nothing. ErrInterrupt is Ctrl-D before anything was typed.
func (e *Editor) AskSecret(ctx context.Context, question string) (string, error) {
	if _, err := e.begin(); err != nil {
		return "", err
	}
	if err := e.modes.ahead(); err != nil { // nothing is echoed, and Ctrl-C is a signal
		return "", err
	}
	e.in.drop(ctx)
	defer context.AfterFunc(ctx, e.in.wakeReader)()
	e.ctrlZ.reading.Store(true)
	defer e.ctrlZ.reading.Store(false)
	if _, err := e.screen.Write([]byte(question)); err != nil {
		return "", err
	}
	text, err := e.in.secret(ctx)
	if _, ended := e.screen.Write([]byte("\r\n")); err == nil {
		err = ended
	}
	return text, err
}

// secret reads a line as it is typed.
func (in *input) secret(ctx context.Context) (string, error) {
	var text []byte
	for {
		if err := ctx.Err(); err != nil {
			in.ahead() // a part of it, which the next line must not show
			return "", err
		}
		b, err := in.next(-1)
		switch {
		case err == errNoInput:
		case err != nil:
			return "", err
		case b == '\r' || b == '\n':
			return string(text), nil
		case b == 4 && len(text) == 0:
			return "", ErrInterrupt
		case b == 0x7f || b == 8:
			_, size := utf8.DecodeLastRune(text)
			text = text[:len(text)-size]
		case b == 0x15:
			text = nil
		case b == 0x1b: // an arrow, say
			in.escape()
			in.out = nil
		case b >= ' ':
			text = append(text, b)
		}
	}
}
