package assist

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
)

// names are the names that a session knows.
type names struct {
	*eval.Session
	ctx context.Context // how long servers may be asked; nil: not at all
}

func (s *Assistant) names() names { return names{Session: s.session} }

// Commands gives the commands in the order in which help lists them, and behind them
// their other names.
func (s names) Commands() []lang.Name {
	var list, others []lang.Name
	for _, c := range s.Session.Commands().All() {
		list = append(list, lang.Name{Text: c.Name, Doc: c.Doc, Sort: lang.SortCommand})
		for _, alias := range c.Aliases {
			others = append(others, lang.Name{Text: alias, Doc: c.Doc, Sort: lang.SortCommand})
		}
	}
	return append(list, others...)
}

// Functions gives all functions of swap!.
func (s names) Functions() []lang.Name {
	return functionNames(func(function.Function) bool { return true })
}

// functionNames gives the functions that fit.
func functionNames(fits func(function.Function) bool) []lang.Name {
	var list []lang.Name
	for _, f := range function.Functions() {
		if fits(f) {
			list = append(list, lang.Name{Text: f.Name, Doc: strings.TrimPrefix(f.Args+": ", ": ") + f.Doc, Sort: lang.SortFunction})
		}
	}
	slices.SortFunc(list, func(a, b lang.Name) int { return strings.Compare(a.Text, b.Text) })
	return list
}

// Settings gives the settings, each with what it is now.
func (s names) Settings() []lang.Name {
	var list []lang.Name
	for _, o := range eval.AllSettings() {
		list = append(list, lang.Name{Text: o.Name, Doc: "now " + render.Cut(o.Get(s.Session), maxDescription), Sort: lang.SortSetting})
	}
	return list
}

// SettingValues gives the values of a setting: where they are many, the present one.
func (s names) SettingValues(setting string) []lang.Name {
	var list []lang.Name
	for _, o := range eval.AllSettings() {
		if o.Name != setting {
			continue
		}
		now := o.Get(s.Session)
		for _, value := range o.Values {
			list = append(list, lang.Name{Text: value})
		}
		i := slices.Index(o.Values, now)
		if i < 0 {
			i, list = len(list), append(list, lang.Name{Text: now})
		}
		list[i].Doc = "now"
	}
	return list
}

// Jobs gives the numbers of what runs behind the prompt, the oldest first.
func (s names) Jobs() []lang.Name {
	var list []lang.Name
	for _, j := range s.Session.Jobs().List() {
		list = append(list, lang.Name{Text: strconv.Itoa(j.N), Doc: j.Text})
	}
	return list
}

// maxEntries is how many entries of the history are offered.
const maxEntries = 100

// Entries gives the numbers of the latest entries of the history, the latest first.
func (s names) Entries() []lang.Name {
	past := s.Session.Host().History
	if past == nil {
		return nil
	}
	all := past.Entries()
	var list []lang.Name
	for _, e := range slices.Backward(all[max(0, len(all)-maxEntries):]) {
		list = append(list, lang.Name{Text: strconv.Itoa(e.Number), Doc: s.Session.Commands().Redact(e.Command).String()})
	}
	return list
}
