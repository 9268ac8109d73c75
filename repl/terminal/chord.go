//go:build unix

package terminal

import "slices"

// chord translates what follows Ctrl-X; what does not belong to it acts by itself.
// The library takes an Enter for the end of its line: only after one does it leave
// the terminal to others.
func (in *input) chord() {
	switch b, err := in.next(-1); {
	case err != nil: // the line was interrupted, or the input is over
	case b == 0x05: // Ctrl-E
		in.emit(keyElsewhere)
		in.emit('\r')
	case b == 0x15: // Ctrl-U
		in.emit(keyUndo)
	default:
		in.raw = slices.Insert(in.raw, 0, b)
	}
}
