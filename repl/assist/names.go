package assist

import (
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
)

// names are the names that a session knows.
type names struct{ *eval.Session }

func (s *Assistant) names() names { return names{s.session} }

// Commands gives the commands by each of their names.
func (s names) Commands() []lang.Name {
	var list []lang.Name
	for _, c := range s.Session.Commands().All() {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			list = append(list, lang.Name{Text: name, Doc: c.Doc, Sort: lang.SortCommand})
		}
	}
	return list
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

// SettingValues gives the values of a setting, where they are few.
func (s names) SettingValues(setting string) []lang.Name {
	var list []lang.Name
	for _, o := range eval.AllSettings() {
		if o.Name != setting {
			continue
		}
		for _, value := range o.Values {
			list = append(list, lang.Name{Text: value})
		}
	}
	return list
}
