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
	More: "The settings: confirm (never, many, always): ask before a directory is deleted, many is more than 10 nodes, hidden ones not counted, or the root; " +
		"edit-mode (emacs, vi); events (line, map): an event at a terminal is a line, or the whole data; meta (on, off): metadata before raw answers; output (edn, json, simple); " +
		"pager (a program, or off): for results higher than the screen; " +
		"prompt: a text in which {server}, {dir}, {index}, the newest index seen, and {mark} are filled in; " +
		"suggest (on, off): the rest of the latest command that begins as the line does, dim behind the cursor; Right or End takes it; " +
		"swap-retry-delay and timeout (2s, 500ms); trace (on, off): show each HTTP request. " +
		"What is changed at a prompt is kept in the configuration file for the next one.",
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
