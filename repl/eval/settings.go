package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// Setting is one thing that `config` shows and changes.
type Setting struct {
	Name string
	Get  func(s *Session) string
	Set  func(s *Session, value string) error
}

func AllSettings() []Setting {
	return []Setting{
		{"confirm", func(s *Session) string { return string(s.Config.Confirm) }, setConfirm},
		{"edit-mode", func(s *Session) string { return s.Config.EditMode }, setEditMode},
		{"meta", func(s *Session) string { return onOff(s.Config.Meta) }, setMeta},
		{"output", func(s *Session) string { return s.Config.Output.String() }, setOutput},
		{"pager", func(s *Session) string { return cmp.Or(s.Config.Pager, "off") }, setPager},
		{"prompt", func(s *Session) string { return s.Config.Prompt }, setPrompt},
		{"swap-retry-delay", func(s *Session) string { return s.retryDelay().String() }, setRetryDelay},
		{"timeout", func(s *Session) string { return s.timeout().String() }, setTimeout},
	}
}

// Configure sets what a configuration file says; the error names the setting.
func (s *Session) Configure(name, value string) error {
	all := AllSettings()
	i := slices.IndexFunc(all, func(o Setting) bool { return o.Name == name })
	if i < 0 {
		return UnknownSetting(name, all)
	}
	if err := all[i].Set(s, value); err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	return nil
}

func UnknownSetting(name string, all []Setting) error {
	var names []string
	for _, o := range all {
		names = append(names, o.Name)
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
	s.Config.Meta = value == "on"
	return nil
}

func setConfirm(s *Session, value string) error {
	switch v := Confirm(value); v {
	case ConfirmNever, ConfirmMany, ConfirmAlways:
		s.Config.Confirm = v
		return nil
	}
	return fmt.Errorf("is never, many or always, not %q", value)
}

func setEditMode(s *Session, value string) error {
	if value != "emacs" && value != "vi" {
		return fmt.Errorf("is emacs or vi, not %q", value)
	}
	s.Config.EditMode = value
	return nil
}

func setPager(s *Session, value string) error {
	if value == "off" {
		value = ""
	}
	s.Config.Pager = value
	return nil
}

func setPrompt(s *Session, value string) error {
	known := strings.NewReplacer("{server}", "", "{dir}", "", "{index}", "", "{mark}", "").Replace(value)
	if value == "" || strings.Contains(known, "{") {
		return fmt.Errorf("is a text with {server}, {dir}, {index} and {mark} in it, not %q", value)
	}
	s.Config.Prompt = value
	return nil
}

func setOutput(s *Session, value string) error {
	f, err := render.ParseFormat(value)
	if err == nil {
		s.Config.Output = f
	}
	return err
}

func setRetryDelay(s *Session, value string) error {
	d, err := lang.ParseDuration(value)
	if err != nil {
		return err
	}
	s.Cluster.RetryDelay = d
	return s.reopen()
}

func setTimeout(s *Session, value string) error {
	d, err := lang.ParseDuration(value)
	if err != nil {
		return err
	}
	s.Cluster.Timeout = d
	return s.reopen()
}

// reopen makes a client of the changed configuration; the connections stay.
func (s *Session) reopen() error {
	c, err := client.New(s.Cluster)
	if err == nil {
		s.Client = c
	}
	return err
}
