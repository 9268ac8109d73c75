//go:build unix

package terminal

import (
	"slices"

	"github.com/rivo/uniseg"
)

// before is where the character before pos begins: what a person takes for
// one, which may be several runes.
func before(line []rune, pos int) int {
	at := 0
	for rest, state := string(line[:pos]), -1; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if rest != "" {
			at += len([]rune(cluster))
		}
	}
	return at
}

// after is where the character at pos ends.
func after(line []rune, pos int) int {
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(string(line[pos:]), -1)
	return pos + len([]rune(cluster))
}

func left(line []rune, pos int) ([]rune, int) { return line, before(line, pos) }

func right(line []rune, pos int) ([]rune, int) { return line, after(line, pos) }

func deletePrevious(line []rune, pos int) ([]rune, int) {
	from := before(line, pos)
	return slices.Delete(line, from, pos), from
}

func deleteNext(line []rune, pos int) ([]rune, int) {
	return slices.Delete(line, pos, after(line, pos)), pos
}

func insert(text string) edit {
	return func(line []rune, pos int) ([]rune, int) {
		added := []rune(text)
		return slices.Insert(line, pos, added...), pos + len(added)
	}
}
