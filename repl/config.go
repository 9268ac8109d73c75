package repl

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

func init() {
	register(configure, &lang.Command{
		Name: "config", Group: lang.GroupShell, Session: true,
		Args: []lang.Arg{{Name: "NAME", Kind: lang.NameArg, Optional: true}, {Name: "VALUE", Kind: lang.ValueArg, Optional: true}},
		Doc:  "show the settings, or one of them, or change it", Returns: "the settings, the value, or nothing",
		More: "The settings: confirm (never, many, always): ask before a directory is deleted, many is more than 10 nodes, hidden ones not counted, or the root; " +
			"edit-mode (emacs, vi); meta (on, off): metadata before raw answers; output (edn, json, simple); " +
			"pager (a program, or off): for results higher than the screen; " +
			"prompt: a text in which {server}, {dir}, {index}, the newest index seen, and {mark} are filled in; " +
			"swap-retry-delay and timeout (2s, 500ms). " +
			"What is changed at a prompt is kept in the configuration file for the next one.",
		Example: []lang.Example{{Before: []string{`config timeout 5s`}, Line: `config timeout`, Result: `"5s"`}},
	})
}

// setting is one thing that `config` shows and changes.
type setting struct {
	name string
	get  func(s *Session) string
	set  func(s *Session, value string) error
}

func settings() []setting {
	return []setting{
		{"confirm", func(s *Session) string { return string(s.config.Confirm) }, setConfirm},
		{"edit-mode", func(s *Session) string { return s.config.EditMode }, setEditMode},
		{"meta", func(s *Session) string { return onOff(s.config.Meta) }, setMeta},
		{"output", func(s *Session) string { return s.config.Output.String() }, setOutput},
		{"pager", func(s *Session) string { return cmp.Or(s.config.Pager, "off") }, setPager},
		{"prompt", func(s *Session) string { return s.config.Prompt }, setPrompt},
		{"swap-retry-delay", func(s *Session) string { return s.retryDelay().String() }, setRetryDelay},
		{"timeout", func(s *Session) string { return s.timeout().String() }, setTimeout},
	}
}

func configure(_ context.Context, s *Session, c lang.Call) (any, error) {
	all := settings()
	if !c.Has(0) {
		var m render.Map
		for _, o := range all {
			m = append(m, render.Entry{Key: render.Keyword(o.name), Value: o.get(s)})
		}
		return m, nil
	}
	i := slices.IndexFunc(all, func(o setting) bool { return o.name == c.String(0) })
	if i < 0 {
		return nil, c.Usage(unknownSetting(c.String(0), all))
	}
	if !c.Has(1) {
		return all[i].get(s), nil
	}
	if err := all[i].set(s, c.String(1)); err != nil {
		return nil, c.Usage(fmt.Errorf("%s %w", all[i].name, err))
	}
	if s.SaveSettings != nil {
		if err := s.SaveSettings(map[string]string{all[i].name: all[i].get(s)}); err != nil {
			s.note(fmt.Sprintf("the setting holds now, but it could not be kept: %v", err))
		}
	}
	return render.Nothing{}, nil
}

// Configure sets what a configuration file says; the error names the setting.
func (s *Session) Configure(name, value string) error {
	all := settings()
	i := slices.IndexFunc(all, func(o setting) bool { return o.name == name })
	if i < 0 {
		return unknownSetting(name, all)
	}
	if err := all[i].set(s, value); err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	return nil
}

func unknownSetting(name string, all []setting) error {
	var names []string
	for _, o := range all {
		names = append(names, o.name)
	}
	return lang.Unknown("setting", name, names, "config shows them")
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func setMeta(s *Session, value string) error {
	if value != "on" && value != "off" {
		return fmt.Errorf("is on or off, not %q", value)
	}
	s.config.Meta = value == "on"
	return nil
}

func setConfirm(s *Session, value string) error {
	switch v := Confirm(value); v {
	case ConfirmNever, ConfirmMany, ConfirmAlways:
		s.config.Confirm = v
		return nil
	}
	return fmt.Errorf("is never, many or always, not %q", value)
}

func setEditMode(s *Session, value string) error {
	if value != "emacs" && value != "vi" {
		return fmt.Errorf("is emacs or vi, not %q", value)
	}
	s.config.EditMode = value
	return nil
}

func setPager(s *Session, value string) error {
	if value == "off" {
		value = ""
	}
	s.config.Pager = value
	return nil
}

func setPrompt(s *Session, value string) error {
	known := strings.NewReplacer("{server}", "", "{dir}", "", "{index}", "", "{mark}", "").Replace(value)
	if value == "" || strings.Contains(known, "{") {
		return fmt.Errorf("is a text with {server}, {dir}, {index} and {mark} in it, not %q", value)
	}
	s.config.Prompt = value
	return nil
}

func setOutput(s *Session, value string) error {
	f, err := render.ParseFormat(value)
	if err == nil {
		s.config.Output = f
	}
	return err
}

func setRetryDelay(s *Session, value string) error {
	d, err := lang.ParseDuration(value)
	if err != nil {
		return err
	}
	s.cluster.RetryDelay = d
	return s.reopen()
}

func setTimeout(s *Session, value string) error {
	d, err := lang.ParseDuration(value)
	if err != nil {
		return err
	}
	s.cluster.Timeout = d
	return s.reopen()
}

// reopen makes a client of the changed configuration; the connections stay.
func (s *Session) reopen() error {
	c, err := client.New(s.cluster)
	if err == nil {
		s.client = c
	}
	return err
}
