package command_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// place is where a transcript is played: a server, and how much larger its
// indexes are than those of a new one.
type place struct {
	endpoint string
	offset   uint64
	dir      string // for files
}

// typed puts the place into a command.
func (p place) typed(command string) string {
	command = regexp.MustCompile(`«\d+»`).ReplaceAllStringFunc(command, func(n string) string {
		n = strings.Trim(n, "«»")
		return p.shift(n, func(n uint64) uint64 { return n + p.offset })
	})
	return strings.NewReplacer("{ENDPOINT}", p.endpoint, "{DIR}", p.dir).Replace(command)
}

// seen takes the place out of what was printed.
func (p place) seen(command, printed string) string {
	printed = strings.ReplaceAll(printed, p.endpoint, "{ENDPOINT}")
	if p.dir != "" {
		printed = strings.ReplaceAll(printed, p.dir, "{DIR}")
	}
	for _, never := range []string{
		`raft-?[iI]ndex"?[: ]"?(\d+)`, `raft-?[tT]erm"?[: ]"?(\d+)`, `cluster-?[iI][dD]"?[: ]"?(\w+)`, `expiration"?[: ]"([^"]+)`, `[:"]time"?[: ]\\?"([^"\\]+)`,
	} {
		printed = eachGroup(never, printed, func(string) string { return "_" })
	}
	printed = eachGroup(`[:"-]ttl"?[: ](\d+)`, printed, func(n string) string {
		return p.shift(n, func(n uint64) uint64 { return (n + 99) / 100 * 100 })
	})
	indexes := []string{`(?:[iI]ndex|asked|oldest|token)"?[: ]"?(\d+)`, `\b(\d{20})\b`, `\[(\d+) != \d+\]`, `\[\d+ != (\d+)\]`, `\b\d+: [^"\n]*?\[(\d+)\]`}
	if regexp.MustCompile(`\| .*[iI]ndex\n$`).MatchString(command) {
		indexes = append(indexes, `(?m)^"?(\d+)"?$`)
	}
	for _, pattern := range indexes {
		printed = eachGroup(pattern, printed, func(n string) string {
			return p.shift(n, func(n uint64) uint64 {
				if n <= p.offset || n > math.MaxInt64 { // the largest number there is is no index
					return n
				}
				return n - p.offset
			})
		})
	}
	return printed
}

// shift changes a decimal number, its leading zeros kept.
func (p place) shift(text string, by func(uint64) uint64) string {
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case err != nil:
		return text
	case text[0] == '0':
		return fmt.Sprintf("%0*d", len(text), by(n))
	}
	return strconv.FormatUint(by(n), 10)
}

// eachGroup replaces the first group of every match.
func eachGroup(pattern, text string, by func(string) string) string {
	var b strings.Builder
	end := 0
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(text[end:m[2]] + by(text[m[2]:m[3]]))
		end = m[3]
	}
	return b.String() + text[end:]
}
