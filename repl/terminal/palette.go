package terminal

import "etcd2sh/repl/assist"

// Palette is the colours that an Editor has unless it is given others.
func Palette(c assist.Class) (before, after string) {
	code := ""
	switch c {
	case assist.ClassCommand:
		code = "1"
	case assist.ClassUnknown:
		code = "31"
	case assist.ClassKey:
		code = "36"
	case assist.ClassOption:
		code = "34"
	case assist.ClassString:
		code = "32"
	case assist.ClassNumber:
		code = "35"
	case assist.ClassFunction:
		code = "1;34"
	case assist.ClassVariable:
		code = "33"
	case assist.ClassOpen:
		code = "1;33"
	case assist.ClassComment:
		code = "2"
	case assist.ClassSwallow:
		code = "1;31"
	default:
		return "", ""
	}
	return "\x1b[" + code + "m", "\x1b[0m"
}

// faint is how hints and descriptions look.
func faint() style { return style{"\x1b[2m", "\x1b[0m"} }
