package terminal

// chord translates what follows Ctrl-X.
func (in *input) chord() {
	switch b, err := in.next(-1); {
	case err != nil: // the line was interrupted, or the input is over
	case b == 0x15: // Ctrl-U
		in.emit(keyUndo)
	case b == 0x03, b == '\r': // it ends the line all the same
		in.out = append(in.out, b)
	}
}
