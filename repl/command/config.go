package command

import (
	"context"
	"fmt"
	"slices"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var configCommand = eval.Entry{Run: configure, Command: &lang.Command{
	Name: "config", Group: lang.GroupShell, Session: true,
	Args: []lang.Arg{{Name: "NAME", Kind: lang.SettingArg, Optional: true}, {Name: "VALUE", Kind: lang.SettingValueArg, Optional: true}},
	Doc:  "show the settings, or one of them, or change it", Returns: "the settings, the value, or nothing",
	More:    "What is changed at a prompt is kept in the configuration file for the next one. confirm counts no hidden nodes, and an event is a line on a terminal only.",
	Example: []lang.Example{{Before: []string{`config timeout 5s`}, Line: `config timeout`, Result: `"5s"`}},
}}

func configure(_ context.Context, f *eval.Frame, c lang.Call) (any, error) {
	all := eval.AllSettings()
	if !c.Has(0) {
		var m render.Map
		for _, o := range all {
			m = append(m, render.Entry{Key: render.Keyword(o.Name), Value: o.Get(f.Session)})
		}
		return m, nil
	}
	i := slices.IndexFunc(all, func(o eval.Setting) bool { return o.Name == c.String(0) })
	if i < 0 {
		return nil, c.Usage(eval.UnknownSetting(c.String(0), all))
	}
	if !c.Has(1) {
		return all[i].Get(f.Session), nil
	}
	if err := all[i].Set(f.Session, c.String(1)); err != nil {
		return nil, c.Usage(fmt.Errorf("%s %w", all[i].Name, err))
	}
	if f.Host().SaveSettings != nil {
		if err := f.Host().SaveSettings(map[string]string{all[i].Name: all[i].Get(f.Session)}); err != nil {
			f.Note(fmt.Sprintf("the setting holds now, but it could not be kept: %v", err))
		}
	}
	return render.Nothing{}, nil
}
