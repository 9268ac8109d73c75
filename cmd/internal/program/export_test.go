package program

import (
	"strings"

	"etcd2sh/repl/lang"
)

// OptionRows are the rows of the manual's table of options.
func OptionRows(t *lang.Table) (rows [][]string) {
	for _, m := range optionMeanings(t) {
		rows = append(rows, []string{"`" + strings.ReplaceAll(m.option, ", ", "`, `") + "`", m.doc, m.users(", ", "`")})
	}
	return rows
}

// StatusRows are the rows of a table of exit statuses.
func StatusRows() (rows [][]string) {
	for _, s := range exitStatuses {
		rows = append(rows, []string{s.name, s.text})
	}
	return rows
}
