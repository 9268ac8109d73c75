package lang

import "etcd2sh/repl/lang/scan"

// OutlineError gives the error that reading a line as a half-typed one leaves.
func (l Language) OutlineError(text string) error {
	half := scan.ScanHalf(text)
	if half.Err != nil {
		return half.Err
	}
	r := line{Language: l, text: text, outline: &Outline{}}
	r.whole(half.Tokens)
	return r.err
}

// ForeignWords are the words of other shells, each with what to type here.
var ForeignWords = foreignWords()
