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

// Settings are what `config` shows and changes.
type Settings struct {
	Output    render.Format
	Meta      bool    // raw answers are preceded by their metadata
	Prompt    string  // the prompt's format; see `help settings`
	EditMode  string  // "emacs" or "vi"
	EventMaps bool    // events are whole data on a terminal, and no line
	Pager     string  // the program for results higher than the screen; "" is none
	Suggest   bool    // the rest of an earlier command is shown behind the line
	Trace     bool    // each HTTP request of a command is shown
	Confirm   Confirm // when a person is asked before much is deleted
}

// Confirm says when a person is asked before a deletion. Scripts never are.
type Confirm string

// The values of Confirm.
const (
	ConfirmNever  Confirm = "never"
	ConfirmMany   Confirm = "many"   // more than 10 nodes, or the root
	ConfirmAlways Confirm = "always" // any directory
)

// DefaultPrompt is the prompt's format at first.
const DefaultPrompt = "{server} {dir} @{index}{mark}> "

// DefaultSettings are the settings at a prompt, before a configuration file.
func DefaultSettings() Settings {
	return Settings{Meta: true, Prompt: DefaultPrompt, EditMode: "emacs", Suggest: true, Confirm: ConfirmMany}
}

// Setting is one thing that `config` shows and changes.
type Setting struct {
	Name   string
	Doc    string                               // what it is for
	Get    func(s *Session) string              // the value, as it is typed
	Set    func(s *Session, value string) error // its error reads on from the name
	Values []string                             // what it can be, where that are few
	Value  string                               // how usage calls any other value; or ""
}

// Usage is the setting with what it can be, as config takes it.
func (o Setting) Usage() string {
	values := o.Values
	if o.Value != "" {
		values = append(slices.Clip(values), o.Value)
	}
	return o.Name + " " + strings.Join(values, "|")
}

// AllSettings are the settings, sorted by name.
func AllSettings() []Setting {
	return []Setting{
		{Name: "confirm", Values: []string{"always", "many", "never"}, Set: setConfirm,
			Get: func(s *Session) string { return string(s.settings.Confirm) },
			Doc: "ask before a directory is deleted; many: more than 10 nodes, or the root"},
		{Name: "edit-mode", Values: []string{"emacs", "vi"}, Set: setEditMode,
			Get: func(s *Session) string { return s.settings.EditMode },
			Doc: "the keys that edit the line"},
		{Name: "events", Values: []string{"line", "map"}, Set: setEvents,
			Get: func(s *Session) string { return eventForm(s.settings.EventMaps) },
			Doc: "show an event as a line, or as the whole data"},
		onOff("meta", "metadata before answers", func(s *Settings) *bool { return &s.Meta }),
		{Name: "output", Values: []string{"edn", "json", "simple"}, Set: setOutput,
			Get: func(s *Session) string { return s.settings.Output.String() },
			Doc: "the form of results"},
		{Name: "pager", Values: []string{"off"}, Value: "PROGRAM", Set: setPager,
			Get: func(s *Session) string { return cmp.Or(s.settings.Pager, "off") },
			Doc: "what shows results higher than the screen"},
		{Name: "prompt", Value: "TEXT", Set: setPrompt,
			Get: func(s *Session) string { return s.settings.Prompt },
			Doc: "{server}, {dir}, {index}, the newest one seen once there is one, and {mark} are filled in"},
		onOff("suggest", "show the rest of an earlier command, dim", func(s *Settings) *bool { return &s.Suggest }),
		{Name: "swap-retry-delay", Value: "TIME", Set: setRetryDelay,
			Get: func(s *Session) string { return s.retryDelay().String() },
			Doc: DelayOption.Doc},
		{Name: "timeout", Value: "TIME", Set: setTimeout,
			Get: func(s *Session) string { return s.timeout().String() },
			Doc: "how long each request may wait for a sign of its answer: 2s, 500ms"},
		onOff("trace", "show each HTTP request", func(s *Settings) *bool { return &s.Trace }),
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

// UnknownSetting says that there is no such setting, and which was meant.
func UnknownSetting(name string, all []Setting) error {
	var names []string
	for _, o := range all {
		names = append(names, o.Name)
	}
	return lang.Unknown("setting", name, names, "config shows them")
}

// onOff is a setting that is on or off.
func onOff(name, doc string, of func(s *Settings) *bool) Setting {
	get := func(s *Session) string {
		if *of(&s.settings) {
			return "on"
		}
		return "off"
	}
	set := func(s *Session, value string) error {
		if value != "on" && value != "off" {
			return fmt.Errorf("is on or off, not %q", value)
		}
		*of(&s.settings) = value == "on"
		return nil
	}
	return Setting{Name: name, Doc: doc, Get: get, Set: set, Values: []string{"off", "on"}}
}

func eventForm(maps bool) string {
	if maps {
		return "map"
	}
	return "line"
}

func setEvents(s *Session, value string) error {
	if value != "line" && value != "map" {
		return fmt.Errorf("is line or map, not %q", value)
	}
	s.settings.EventMaps = value == "map"
	return nil
}

func setConfirm(s *Session, value string) error {
	switch v := Confirm(value); v {
	case ConfirmNever, ConfirmMany, ConfirmAlways:
		s.settings.Confirm = v
		return nil
	}
	return fmt.Errorf("is never, many or always, not %q", value)
}

func setEditMode(s *Session, value string) error {
	if value != "emacs" && value != "vi" {
		return fmt.Errorf("is emacs or vi, not %q", value)
	}
	s.settings.EditMode = value
	return nil
}

func setPager(s *Session, value string) error {
	if value == "off" {
		value = ""
	}
	s.settings.Pager = value
	return nil
}

func setPrompt(s *Session, value string) error {
	known := strings.NewReplacer("{server}", "", "{dir}", "", "{index}", "", "{mark}", "").Replace(value)
	if value == "" || strings.Contains(known, "{") {
		return fmt.Errorf("is a text with {server}, {dir}, {index} and {mark} in it, not %q", value)
	}
	s.settings.Prompt = value
	return nil
}

func setOutput(s *Session, value string) error {
	f, err := render.ParseFormat(value)
	if err == nil {
		s.settings.Output = f
	}
	return err
}

func setRetryDelay(s *Session, value string) error {
	d, err := lang.ParseDuration(value)
	if err != nil {
		return err
	}
	return s.connection.reconfigure(func(c *client.Config) { c.RetryDelay = d })
}

func setTimeout(s *Session, value string) error {
	d, err := lang.ParseDuration(value)
	if err != nil {
		return err
	}
	return s.connection.reconfigure(func(c *client.Config) { c.Timeout = d })
}
