package terminal

import "etcd2sh/repl"

// Palette is the colours that an Editor has unless it is given others.
func Palette(c repl.Class) (before, after string) {
	code := ""
	switch c {
	case repl.ClassCommand:
		code = "1"
	case repl.ClassUnknown:
		code = "31"
	case repl.ClassKey:
		code = "36"
	case repl.ClassOption:
		code = "34"
	case repl.ClassString:
		code = "32"
	case repl.ClassNumber:
		code = "35"
	case repl.ClassFunction:
		code = "1;34"
	case repl.ClassVariable:
		code = "33"
	case repl.ClassOpen:
		code = "1;33"
	case repl.ClassComment:
		code = "2"
	case repl.ClassSwallow:
		code = "1;31"
	default:
		return "", ""
	}
	return "\x1b[" + code + "m", "\x1b[0m"
}

// faint is how hints and descriptions look.
func faint() style { return style{"\x1b[2m", "\x1b[0m"} }
