package program

import (
	"fmt"
	"slices"
	"strings"

	"etcd2sh/repl/lang"
)

// optionMeaning is an option of commands, as it is shown, and what it means to some of
// them.
type optionMeaning struct {
	option, doc string
	commands    []string
}

// optionMeanings gives the options of all commands by their names. One that means the
// same to several commands is there once.
func optionMeanings(t *lang.Table) []optionMeaning {
	var all []optionMeaning
	for _, c := range t.All() {
		for _, o := range c.Options {
			m := optionMeaning{option: strings.TrimSpace("--" + o.Name + " " + o.Value), doc: o.Doc}
			if o.Short != "" {
				m.option = "-" + o.Short + ", " + m.option
			}
			i := slices.IndexFunc(all, func(other optionMeaning) bool { return other.option == m.option && other.doc == m.doc })
			if i < 0 {
				i, all = len(all), append(all, m)
			}
			all[i].commands = append(all[i].commands, c.Name)
		}
	}
	name := func(m optionMeaning) string { return m.option[strings.Index(m.option, "--"):] }
	slices.SortStableFunc(all, func(a, b optionMeaning) int { return strings.Compare(name(a), name(b)) })
	return all
}

// users names the commands, in some quotes, or tells how many they are.
func (m optionMeaning) users(between, quote string) string {
	const many = 8
	if len(m.commands) > many {
		return fmt.Sprintf("%d commands", len(m.commands))
	}
	return quote + strings.Join(m.commands, quote+between+quote) + quote
}
