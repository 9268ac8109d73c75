package terminaltest

import (
	"bytes"
	"strings"

	"github.com/hinshun/vt10x"
	"github.com/rivo/uniseg"
)

// Screen is what can be seen at one moment.
type Screen struct {
	Lines []string // without trailing blanks, and no empty ones at the end
	X, Y  int      // the cursor's column and row, from 0
	// Reads is how many lines the program has begun to read: how often it has
	// turned bracketed paste on. A dumb terminal is not told.
	Reads int
}

// Last is the last line; "" when there is none.
func (s Screen) Last() string {
	if len(s.Lines) == 0 {
		return ""
	}
	return s.Lines[len(s.Lines)-1]
}

// Typed is what stands on the cursor's line behind its prompt, which ends in "> ".
func (s Screen) Typed() string {
	if s.Y >= len(s.Lines) {
		return ""
	}
	_, line, _ := strings.Cut(s.Lines[s.Y], "> ")
	return line
}

// Has reports whether a text is on the screen, on lines as they are broken.
func (s Screen) Has(text string) bool { return strings.Contains(s.String(), text) }

// String is the lines with newlines between them.
func (s Screen) String() string { return strings.Join(s.Lines, "\n") }

// filler takes the second column of a wide character, of which the emulator
// knows nothing.
const filler = '\ue0ff'

// show gives the emulator a character of the program's output.
func show(emulator vt10x.Terminal, c rune) {
	width := 1
	if c >= ' ' {
		width = uniseg.StringWidth(string(c))
	}
	if width > 0 {
		emulator.Write([]byte(string(c))) // it keeps what it is given, and fails never
	}
	if width > 1 {
		emulator.Write([]byte(string(filler)))
	}
}

// screenOf reads the emulator's screen. sent is all that the program has sent.
func screenOf(emulator vt10x.Terminal, sent []byte) Screen {
	var s Screen
	columns, rows := emulator.Size()
	for y := range rows {
		var line strings.Builder
		for x := range columns {
			if c := emulator.Cell(x, y).Char; c == 0 {
				line.WriteByte(' ')
			} else if c != filler {
				line.WriteRune(c)
			}
		}
		s.Lines = append(s.Lines, strings.TrimRight(line.String(), " "))
	}
	for len(s.Lines) > 0 && s.Last() == "" {
		s.Lines = s.Lines[:len(s.Lines)-1]
	}
	cursor := emulator.Cursor()
	s.X, s.Y = cursor.X, cursor.Y
	s.Reads = bytes.Count(sent, []byte("\x1b[?2004h"))
	return s
}
