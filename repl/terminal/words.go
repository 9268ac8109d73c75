//go:build unix

package terminal

import (
	"slices"
	"unicode"
)

// inWord reports whether a character is of a word: a letter or digit of any script,
// and the marks on it.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// skip is where the characters from pos on that are of one sort end.
func skip(line []rune, pos int, sort func(rune) bool) int {
	for pos < len(line) && sort(line[pos]) {
		pos++
	}
	return pos
}

// skipBack is where the characters before pos that are of one sort begin.
func skipBack(line []rune, pos int, sort func(rune) bool) int {
	for pos > 0 && sort(line[pos-1]) {
		pos--
	}
	return pos
}

func between(r rune) bool { return !inWord(r) }

// wordBegin is where the word before pos begins.
func wordBegin(line []rune, pos int) int {
	return skipBack(line, skipBack(line, pos, between), inWord)
}

// wordEnd is where the word after pos ends.
func wordEnd(line []rune, pos int) int {
	return skip(line, skip(line, pos, between), inWord)
}

// wordLast is the last character of the word after the one at pos.
func wordLast(line []rune, pos int) int {
	return max(pos, wordEnd(line, min(pos+1, len(line)))-1)
}

// nextWord is where the next word begins.
func nextWord(line []rune, pos int) int {
	return skip(line, skip(line, pos, inWord), between)
}

// afterBlank is where what stands between blanks begins that ends before pos.
func afterBlank(line []rune, pos int) int {
	filled := func(r rune) bool { return !unicode.IsSpace(r) }
	return skipBack(line, skipBack(line, pos, unicode.IsSpace), filled)
}

func lineBegin([]rune, int) int { return 0 }

func lineEnd(line []rune, _ int) int { return len(line) }

func here(_ []rune, pos int) int { return pos }

// moveTo moves the cursor.
func (k *keys) moveTo(to func(line []rune, pos int) int) rune {
	return k.act(func(line []rune, pos int) ([]rune, int) { return line, to(line, pos) })
}

// kill takes a part out of the line, and keeps it for yank, together with what was
// killed just before.
func (k *keys) kill(from, to func(line []rune, pos int) int) rune {
	k.does = killing
	return k.act(func(line []rune, pos int) ([]rune, int) {
		begin, end := from(line, pos), to(line, pos)
		switch killed := string(line[begin:end]); {
		case killed == "":
		case k.did != killing:
			k.killed = killed
		case begin < pos:
			k.killed = killed + k.killed
		default:
			k.killed += killed
		}
		return slices.Delete(line, begin, end), begin
	})
}

// yank inserts what was killed last.
func (k *keys) yank() rune { return k.act(insert(k.killed)) }
