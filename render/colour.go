package render

// colour is what a terminal is sent before and after a token. The zero value
// is no colour.
type colour struct{ before, after string }

// palette holds a colour for each kind of token.
type palette struct{ key, keyword, text, number, constant, refusal, hint colour }

// colours are the terminal's own, which its user has chosen to be legible.
func colours() palette {
	const (
		red     = "\x1b[31m"
		green   = "\x1b[32m"
		yellow  = "\x1b[33m"
		magenta = "\x1b[35m"
		cyan    = "\x1b[36m"
		plain   = "\x1b[0m"
	)
	return palette{
		key:      colour{cyan, plain},
		keyword:  colour{cyan, plain},
		text:     colour{green, plain},
		number:   colour{magenta, plain},
		constant: colour{yellow, plain},
		refusal:  colour{red, plain},
		hint:     colour{"\x1b[2m", "\x1b[22m"}, // faint, and neither bold nor faint
	}
}
